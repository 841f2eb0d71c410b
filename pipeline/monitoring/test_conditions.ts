import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type { Severity } from "./monitoring_result.ts";

/** Metrics that a condition can be set on. */
export const TESTED_METRICS = ["rmse", "mae", "me", "r2", "mape", "max_error"] as const;

/** The name of such a metric. */
export type TestedMetric = (typeof TESTED_METRICS)[number] & keyof RegressionMetrics;

/** What must hold for one metric of current; one that is harmed by growing is at most something, R2 at least. */
export interface MetricCondition {
  /** The metric, for `me` its absolute value, is not greater than this. */
  readonly atMost?: number;
  /** The metric is not less than this. */
  readonly atLeast?: number;
  /** It is not worse than the reference's by more than this share of it; for `me` of the reference's MAE. */
  readonly worseBy?: number;
  /** What the verdict is at least when one of these does not hold; `alert` unless told. */
  readonly severity?: Severity;
}

/** Conditions instead of the defaults. */
export interface TestConditions {
  /** By metric: replaces the default condition of that metric, `false` tests it not at all. */
  readonly metrics?: Readonly<Partial<Record<TestedMetric, MetricCondition | false>>>;
  /** What a drifted column makes of the verdict, by column. */
  readonly columns?: Readonly<Record<string, Severity>>;
  /** What too many drifted columns make of the verdict; `alert` unless told. */
  readonly dataset?: Severity;
}

/** By how much of the reference's value a metric may be worse unless told. */
export const DEFAULT_TOLERANCE = 0.1;

/** One trip decides the percentage errors and the greatest error: they are tested only when asked for. */
export function conditionOf(
  metric: TestedMetric,
  asked: TestConditions["metrics"] = {},
  tolerance: number = DEFAULT_TOLERANCE,
): MetricCondition | false {
  const byDefault = metric === "mape" || metric === "max_error" ? false : { worseBy: tolerance };
  return asked[metric] ?? byDefault;
}
