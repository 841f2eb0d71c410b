import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";

/**
 * An exponential moving average along a curve, as TensorBoard has it: without the pull of a beginning at 0. A bucket of many
 * points counts as many times.
 *
 * @param weight of what came before, 0 to below 1
 * @returns a value for each bucket; null where it has no finite one
 */
export function smooth(buckets: readonly CurveBucket[], weight: number): (number | null)[] {
  let average = 0, left = 1;
  return buckets.map(({ mean, points, nan, over, under }) => {
    if (mean === null) return null;
    const kept = weight ** (points - nan - over - under);
    average = average * kept + mean * (1 - kept);
    left *= kept;
    return average / (1 - left);
  });
}
