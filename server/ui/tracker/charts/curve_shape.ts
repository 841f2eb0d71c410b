import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";

/** From a value to its place in the picture, in pixels; NaN where it has none. */
export interface Projection {
  /** Of a place along the axis. */
  readonly x: (place: number) => number;
  /** Of a value. */
  readonly y: (value: number) => number;
}

/** A curve as it is drawn. */
export interface CurveShape {
  /** Its line as the `d` of a path: broken where points have no place; empty without a line. */
  readonly line: string;
  /** Points with no neighbour, which a line does not show. */
  readonly dots: readonly (readonly [x: number, y: number])[];
  /** Where along the axis points are that have no place in the picture, and on which side they would be. */
  readonly marks: readonly { readonly x: number; readonly kind: "nan" | "over" | "under" }[];
}

/**
 * Draws a curve from bucket to bucket. A bucket of several points is a stroke from its least to its greatest value, so that no
 * peak is lost however many share a pixel.
 */
export function curveShape(buckets: readonly CurveBucket[], { x, y }: Projection): CurveShape {
  const parts: (readonly [number, number])[][] = [[]];
  for (const bucket of buckets) {
    const ends = [bucket.low, bucket.high].map((value) => value === null ? NaN : y(value));
    const [low, high] = Number.isNaN(ends[0]) ? [ends[1], ends[1]] : ends; // the least may have no place on a log axis
    if (Number.isNaN(high)) parts.push([]);
    else parts.at(-1)!.push(...stroke(x(middle(bucket)), low, high, parts.at(-1)!.at(-1)?.[1]));
  }
  return {
    line: parts.filter((part) => part.length > 1).map(pathOf).join(""),
    dots: parts.flatMap((part) => part.length === 1 ? part : []),
    marks: buckets.flatMap((bucket) =>
      (["nan", "over", "under"] as const).flatMap((kind) =>
        bucket[kind] > 0 ? { x: tenth(x(middle(bucket))), kind } : []
      )
    ),
  };
}

/** One value for each bucket as the `d` of a path, broken at nulls and at what has no place. */
export function linePath(
  buckets: readonly CurveBucket[],
  values: readonly (number | null)[],
  { x, y }: Projection,
): string {
  const parts: (readonly [number, number])[][] = [[]];
  buckets.forEach((bucket, i) => {
    const at = values[i] === null ? NaN : y(values[i]!);
    if (Number.isNaN(at)) parts.push([]);
    else parts.at(-1)!.push([tenth(x(middle(bucket))), tenth(at)]);
  });
  return parts.filter((part) => part.length > 1).map(pathOf).join("");
}

/** Where a bucket is drawn. */
export function middle({ from, to }: CurveBucket): number {
  return from / 2 + to / 2;
}

/** Begins at the end that is nearer to where the line comes from. */
function stroke(x: number, low: number, high: number, before: number | undefined): [number, number][] {
  const at = tenth(x), [a, b] = [tenth(low), tenth(high)];
  if (a === b) return [[at, a]];
  return before !== undefined && Math.abs(before - b) < Math.abs(before - a)
    ? [[at, b], [at, a]]
    : [[at, a], [at, b]];
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${x} ${y}`).join("L")}`;
}

/** To a tenth of a pixel. */
function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
