import { TaxiError } from "../../lib/errors.ts";
import type { NumericDistribution } from "./distribution.ts";

/** Fewer points would change which statistic is chosen and whether it is computed on bins. */
const FEWEST_POINTS = 32;

/** By how much the heaviest allowed point grows until the sketch fits. */
const GROWTH = 1.1;

/**
 * A numeric distribution in at most `maxPoints` points, small enough for a model file. It is returned unchanged where
 * it fits. Else neighbours are merged, at their mean, while a point stays below a limit of rows that is as low as the
 * number of points allows; heavier values, the smallest and the largest stay as they are. So the sketch keeps rows,
 * mean and range.
 *
 * The limit is at most `rows / floor((maxPoints - 3) / 2)`, and so the distribution function, or a K-S distance, is
 * off by at most about 2 in `maxPoints`: 0.2 % at 1,000 points, half of that when no value is heavy.
 * The area between two distribution functions, a Wasserstein distance before it is divided by the standard deviation, is off by
 * at most half of that times the range: 0.1 % of it.
 *
 * @param maxPoints at least 32
 */
export function sketchDistribution(
  distribution: NumericDistribution,
  maxPoints: number,
): NumericDistribution {
  if (!(maxPoints >= FEWEST_POINTS)) {
    throw new TaxiError(
      `Cannot sketch a distribution in ${maxPoints} points, expected at least ${FEWEST_POINTS}`,
      {
        code: "sketch_points",
      },
    );
  }
  if (distribution.values.length <= maxPoints) return distribution;
  // Any two neighbours exceed the limit together, so with this one the points are sure to fit.
  const highest = distribution.rows / Math.floor((maxPoints - 3) / 2);
  let limit = distribution.rows / maxPoints;
  let sketch = mergeNeighbours(distribution, limit);
  while (sketch.values.length > maxPoints) {
    limit = Math.min(limit * GROWTH, highest);
    sketch = mergeNeighbours(distribution, limit);
  }
  return sketch;
}

/**
 * Merges neighbours at their mean while a point stays at or below `limit` rows. Heavier values, the smallest and the largest stay
 * as they are. Any two neighbours that are left exceed the limit together, and the distribution function moves by less than
 * `limit` rows anywhere.
 */
export function mergeNeighbours(distribution: NumericDistribution, limit: number): NumericDistribution {
  const { values, counts, rows, missing } = distribution;
  const merged = { values: new Float64Array(values.length), counts: new Float64Array(values.length) };
  const last = values.length - 1;
  let points = 0;
  let start = 0;
  let weight = counts[0];
  for (let next = 1; next <= last; next++) {
    const besideAnEnd = start === 0 || next === last; // the smallest and the largest value stay alone
    if (besideAnEnd || weight + counts[next] > limit) {
      setPoint(merged, points++, distribution, start, next, weight);
      start = next;
      weight = 0;
    }
    weight += counts[next];
  }
  setPoint(merged, points++, distribution, start, last + 1, weight);
  return {
    kind: "numeric",
    values: merged.values.slice(0, points),
    counts: merged.counts.slice(0, points),
    rows,
    missing,
  };
}

/** Makes one point stand for the values `start` to before `end`. */
function setPoint(
  merged: { readonly values: Float64Array; readonly counts: Float64Array },
  point: number,
  { values, counts }: NumericDistribution,
  start: number,
  end: number,
  weight: number,
): void {
  let sum = 0;
  for (let i = start; i < end; i++) sum += (values[i] - values[start]) * counts[i];
  merged.values[point] = Math.min(values[start] + sum / weight, values[end - 1]); // rounding must not leave the range
  merged.counts[point] = weight;
}
