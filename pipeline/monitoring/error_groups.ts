import type { NumericDistribution } from "./distribution.ts";
import { meanOf, squaresAround } from "./moments.ts";
import type { ErrorGroup, RegressionPerformance } from "./monitoring_result.ts";

/** The lowest and the highest twentieth of the errors are groups of their own, as in Evidently's error bias table. */
const TAIL = 0.05;

/**
 * Mean and spread of the errors up to their 5 % quantile, from their 95 % quantile on, and between. Ties at a quantile belong to
 * its group, so that the middle can be empty: then it has 0 rows, and NaN. A row is in both tails when the quantiles are equal.
 *
 * @returns undefined for no errors
 */
export function errorGroups(errors: NumericDistribution): RegressionPerformance["groups"] {
  if (errors.rows === 0) return undefined;
  const low = linearQuantile(errors, TAIL), high = linearQuantile(errors, 1 - TAIL);
  const { values } = errors;
  const aboveLow = firstIndex(values, (error) => error > low);
  const atHigh = firstIndex(values, (error) => error >= high);
  return {
    underestimated: group(errors, 0, aboveLow),
    majority: group(errors, aboveLow, atHigh),
    overestimated: group(errors, atHigh, values.length),
  };
}

/**
 * The quantile of all rows, between two neighbours where it falls between them: NumPy's `linear`, type 7 of Hyndman and Fan.
 *
 * @param share 0 to 1
 */
export function linearQuantile({ values, counts, rows }: NumericDistribution, share: number): number {
  const at = (rows - 1) * share, below = Math.floor(at);
  let through = 0, i = 0;
  while (i < values.length && through + counts[i] <= below) through += counts[i++];
  const next = through + counts[i] > below + 1 || i === values.length - 1 ? values[i] : values[i + 1];
  return interpolate(values[i], next, at - below);
}

/** From the nearer end, as NumPy does, so that its quantiles come out to the last bit. */
function interpolate(from: number, to: number, share: number): number {
  const step = to - from;
  return share >= 0.5 ? to - step * (1 - share) : from + step * share;
}

/** The first index from which on this is true of the ascending values, their number when of none. */
function firstIndex(values: Float64Array, isReached: (value: number) => boolean): number {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function group(errors: NumericDistribution, from: number, to: number): ErrorGroup {
  const values = errors.values.subarray(from, to), counts = errors.counts.subarray(from, to);
  const rows = sumOf(counts);
  const inGroup: NumericDistribution = { ...errors, values, counts, rows };
  const me = meanOf(inGroup);
  return { rows, me, std: rows < 2 ? NaN : Math.sqrt(squaresAround(inGroup, me) / (rows - 1)) };
}

function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}
