import type { NumericDistribution } from "./distribution.ts";
import { linearQuantile } from "./error_groups.ts";
import { meanOf } from "./moments.ts";
import type { DummyMetrics } from "./monitoring_result.ts";

/**
 * What the best constant predictions come to on these targets: their mean for RMSE, their median for MAE and the greatest error,
 * and for MAPE their median weighted by 1 / |target|. Evidently's choices, but for targets of 0 and below: a target of 0 has no
 * percentage and is left out, a negative one counts by its size.
 *
 * @returns undefined for no targets
 */
export function dummyMetrics(targets: NumericDistribution): DummyMetrics | undefined {
  const { values, counts, rows } = targets;
  if (rows === 0) return undefined;
  const mean = meanOf(targets), median = linearQuantile(targets, 0.5);
  let squares = 0, sizes = 0;
  for (let i = 0; i < values.length; i++) {
    squares += counts[i] * (values[i] - mean) ** 2;
    sizes += counts[i] * Math.abs(values[i] - median);
  }
  return {
    mae: sizes / rows,
    mape: 100 * leastPercentage(targets),
    rmse: Math.sqrt(squares / rows),
    max_error: Math.max(median - values[0], values[values.length - 1] - median),
  };
}

/**
 * Evidently's own MAPE of a constant, percent: weights are 1 / target with its sign, and rows are divided by at least the machine
 * epsilon, so that targets of 0 and below give numbers without meaning. NaN without a target other than 0.
 */
export function evidentlyDummyMape({ values, counts, rows }: NumericDistribution): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) total += counts[i] / values[i];
  const middle = weightedMiddle(values, counts, total);
  if (middle === undefined) return NaN;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += counts[i] * Math.abs(values[i] - middle) / Math.max(Math.abs(values[i]), Number.EPSILON);
  }
  return 100 * sum / rows;
}

/**
 * The value at which the weights 1 / value / `total`, added up from the least, first exceed a half. The least weights are those of
 * the negative values nearest to 0; from there they rise with falling values, and begin again at the greatest positive one. With a
 * negative total it is the other way round.
 */
function weightedMiddle(values: Float64Array, counts: Float64Array, total: number): number | undefined {
  const firstPositive = values.findIndex((value) => value > 0);
  const negatives = firstPositive < 0 ? values.length : firstPositive;
  let through = 0;
  for (let step = 0; step < values.length; step++) {
    const rising = step < negatives ? negatives - 1 - step : values.length - 1 - (step - negatives);
    const falling = step < values.length - negatives ? negatives + step : step - (values.length - negatives);
    const i = total > 0 ? rising : falling;
    if (values[i] === 0) continue;
    through += counts[i] / values[i] / total;
    if (through > 0.5) return values[i];
  }
  return undefined;
}

/** Mean of |target - c| / |target| for the c that makes it least; NaN without a target other than 0. */
function leastPercentage({ values, counts }: NumericDistribution): number {
  const weights = values.map((value, i) =>
    Math.abs(value) > Number.EPSILON ? counts[i] / Math.abs(value) : 0
  );
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let through = 0;
  const constant = values.find((_, i) => (through += weights[i]) > half) ?? NaN;
  let sum = 0, rows = 0;
  for (let i = 0; i < values.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i] * Math.abs(values[i] - constant);
    rows += counts[i];
  }
  return sum / rows;
}
