import type { NumericDistribution } from "./distribution.ts";
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
  return {
    underestimated: group(errors, (error) => error <= low),
    majority: group(errors, (error) => error > low && error < high),
    overestimated: group(errors, (error) => error >= high),
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

function group({ values, counts }: NumericDistribution, belongs: (error: number) => boolean): ErrorGroup {
  let rows = 0, sum = 0;
  values.forEach((error, i) => {
    if (!belongs(error)) return;
    rows += counts[i];
    sum += error * counts[i];
  });
  const me = sum / rows;
  let squares = 0;
  values.forEach((error, i) => {
    if (belongs(error)) squares += counts[i] * (error - me) ** 2;
  });
  return { rows, me, std: rows < 2 ? NaN : Math.sqrt(squares / (rows - 1)) };
}
