import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";
import { middle } from "./curve_shape.ts";
import { joinBuckets } from "./join_buckets.ts";
import { placeText, valueText } from "./number_text.ts";

/**
 * What is read at each pixel where a curve has points, as charts.js takes it: a line each, with the pixel, the place and what
 * each curve has there, apart by tabs.
 *
 * @param curves the buckets of each curve
 * @param x from a place to pixels
 */
export function hoverLines(
  curves: readonly (readonly CurveBucket[])[],
  axis: "step" | "time",
  x: (place: number) => number,
): string {
  const columns = new Map<number, (CurveBucket | undefined)[]>();
  curves.forEach((buckets, i) => {
    for (const bucket of buckets) {
      const at = Math.round(x(middle(bucket)));
      const column = columns.get(at) ?? curves.map(() => undefined);
      column[i] = column[i] === undefined ? bucket : joinBuckets(column[i]!, bucket);
      columns.set(at, column);
    }
  });
  return [...columns].sort(([a], [b]) => a - b).map(([at, column]) => {
    const there = column.filter((bucket) => bucket !== undefined);
    const from = Math.min(...there.map(({ from }) => from)), to = Math.max(...there.map(({ to }) => to));
    const [first, last] = [placeText(axis, from), placeText(axis, to)];
    return [at, first === last ? first : `${first} to ${last}`, ...column.map(bucketText)].join("\t");
  }).join("\n");
}

/** What a bucket has, such as `0.21 to 0.34 (12 points)`; empty for none. */
export function bucketText(bucket: CurveBucket | undefined): string {
  if (bucket === undefined) return "";
  const { low, high, points } = bucket;
  const parts = low === null
    ? []
    : [low === high ? valueText(low) : `${valueText(low)} to ${valueText(high!)}`];
  const odd = ([["nan", "NaN"], ["over", "∞"], ["under", "−∞"]] as const)
    .flatMap(([kind, word]) =>
      bucket[kind] === 0 ? [] : bucket[kind] === 1 ? word : `${bucket[kind]} × ${word}`
    );
  return `${[...parts, ...odd].join(", ")}${points > 1 ? ` (${points} points)` : ""}`;
}
