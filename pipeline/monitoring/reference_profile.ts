import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";
import type { RegressionPerformance } from "./monitoring_result.ts";
import {
  type CategoricalProfile,
  type NumericProfile,
  parseProfile,
  type ReferenceProfile,
  type RegressionProfile,
} from "./parse_profile.ts";
import { sketchDistribution } from "./sketch_distribution.ts";
import type { Window } from "./window.ts";

/** At this size a sketch is within 0.2 % of the exact distribution function, in some ten kilobytes. */
const MOST_POINTS = 1000;

/**
 * The profile of a window: categories exact, numbers and errors in at most `maxPoints` points each (see
 * `sketchDistribution` for what that costs). Five columns, 265 zones among them, take less than 200 kB of JSON.
 *
 * @param maxPoints at least 32; 1,000 unless told
 */
export function encodeProfile(window: Window, maxPoints: number = MOST_POINTS): ReferenceProfile {
  const { columns, regression, ...summary } = window;
  return {
    format: 1,
    ...summary,
    columns: columns.map(({ name, role, unit, distribution }) => ({
      name,
      role,
      unit,
      distribution: encodeDistribution(distribution, maxPoints),
    })),
    ...(regression === undefined ? {} : { regression: encodeRegression(regression, maxPoints) }),
  };
}

/**
 * The window that a profile describes.
 *
 * @param json what `encodeProfile` made, read from a file
 * @throws TaxiError naming the first field that is not as expected
 */
export function decodeProfile(json: unknown): Window {
  const { format: _format, columns, regression, ...summary } = parseProfile(json);
  return {
    ...summary,
    columns: columns.map((column) => ({ ...column, distribution: decodeDistribution(column.distribution) })),
    ...(regression === undefined ? {} : { regression: decodeRegression(regression) }),
  };
}

function encodeDistribution(
  distribution: Distribution,
  maxPoints: number,
): NumericProfile | CategoricalProfile {
  if (distribution.kind === "numeric") return encodeNumbers(distribution, maxPoints);
  return { kind: "categorical", levels: [...distribution.counts], missing: distribution.missing };
}

function encodeNumbers(distribution: NumericDistribution, maxPoints: number): NumericProfile {
  const { values, counts, missing } = sketchDistribution(distribution, maxPoints);
  return { kind: "numeric", values: [...values], counts: [...counts], missing };
}

function decodeDistribution(profile: NumericProfile | CategoricalProfile): Distribution {
  if (profile.kind === "numeric") return decodeNumbers(profile);
  const rows = total(profile.levels.map(([, count]) => count));
  return { kind: "categorical", counts: new Map(profile.levels), rows, missing: profile.missing };
}

function decodeNumbers({ values, counts, missing }: NumericProfile): NumericDistribution {
  return {
    kind: "numeric",
    values: Float64Array.from(values),
    counts: Float64Array.from(counts),
    rows: total(counts),
    missing,
  };
}

function encodeRegression(performance: RegressionPerformance, maxPoints: number): RegressionProfile {
  const { metrics, errors, predictedAgainstActual: grid } = performance;
  return {
    ...performance,
    metrics: mapMetrics(metrics, (value) => Number.isFinite(value) ? value : null),
    errors: encodeNumbers(errors, maxPoints),
    predictedAgainstActual: { ...grid, counts: [...grid.counts] },
  };
}

function decodeRegression(profile: RegressionProfile): RegressionPerformance {
  const { metrics, errors, predictedAgainstActual: grid } = profile;
  return {
    ...profile,
    metrics: mapMetrics(metrics, (value) => value ?? NaN),
    errors: decodeNumbers(errors),
    predictedAgainstActual: { ...grid, counts: Float64Array.from(grid.counts) },
  };
}

function mapMetrics<From, To>(
  metrics: Readonly<Record<keyof RegressionMetrics, From>>,
  map: (value: From) => To,
): Record<keyof RegressionMetrics, To> {
  const { rows, me, mae, mape, mse, rmse, r2, max_error } = metrics;
  return {
    rows: map(rows),
    me: map(me),
    mae: map(mae),
    mape: map(mape),
    mse: map(mse),
    rmse: map(rmse),
    r2: map(r2),
    max_error: map(max_error),
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
