import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type {
  ColumnComparison,
  MonitoringResult,
  MonitoringTest,
  RegressionPerformance,
} from "./monitoring_result.ts";

/** Keeps a reference without any error from failing on rounding. */
const SMALLEST_TOLERANCE = 1e-12;

/** What the tests look at. */
export interface TestedComparison {
  /** Every column, scored or skipped. */
  readonly columns: readonly ColumnComparison[];
  /** How many of the scored columns drifted. */
  readonly dataset: MonitoringResult["dataset"];
  /** The share of drifted columns that must not be reached. */
  readonly driftShare: number;
  /** Of the reference, where it has targets and predictions. */
  readonly reference?: RegressionPerformance;
  /** Of current, where it has them. */
  readonly current?: RegressionPerformance;
  /** By how much of the reference's value a metric may be worse. */
  readonly tolerance: number;
}

/** Checks the share of drifted columns, each scored column, and regression where both windows have it. */
export function monitoringTests(compared: TestedComparison): MonitoringTest[] {
  const { reference, current, tolerance } = compared;
  const columns = compared.columns.flatMap(columnTest);
  const regression = reference !== undefined && current !== undefined && regressionOnBoth(reference, current)
    ? regressionTests(reference.metrics, current.metrics, tolerance)
    : [];
  return [shareTest(compared), ...columns, ...regression];
}

/** Whether both windows have rows with target and prediction. */
export function regressionOnBoth(
  reference?: RegressionPerformance,
  current?: RegressionPerformance,
): boolean {
  return (reference?.metrics.rows ?? 0) > 0 && (current?.metrics.rows ?? 0) > 0;
}

function shareTest({ dataset, driftShare }: TestedComparison): MonitoringTest {
  const found = `${dataset.drifted} of ${dataset.columns} columns drifted`;
  const share = `a share of ${short(dataset.share)}`;
  return {
    name: "Share of drifted columns",
    subject: "dataset",
    status: dataset.drift ? "failed" : "passed",
    description: `${found}, ${share}; the limit is below ${short(driftShare)}.`,
  };
}

function columnTest(column: ColumnComparison): MonitoringTest[] {
  if ("skipped" in column) return [];
  const { score } = column;
  const [found, limit] = score.kind === "test"
    ? [`The p-value is ${short(score.pValue)} by ${score.method}`, `above ${short(score.threshold)}`]
    : [`The distance is ${short(score.value)} by ${score.method}`, `below ${short(score.threshold)}`];
  return [{
    name: `Drift of ${column.column}`,
    subject: "column",
    status: column.drifted ? "failed" : "passed",
    description: `${found}; the limit is ${limit}${
      column.withinChance ? ", but so few rows differ as much by chance" : ""
    }.`,
  }];
}

/** One-sided: a model that got better passes. A metric that either window cannot have is not tested. */
function regressionTests(
  reference: RegressionMetrics,
  current: RegressionMetrics,
  tolerance: number,
): MonitoringTest[] {
  const slack = (value: number) => Math.max(tolerance * Math.abs(value), SMALLEST_TOLERANCE);
  const checks = [
    atMost("RMSE", current.rmse, reference.rmse + slack(reference.rmse), " min"),
    atMost("MAE", current.mae, reference.mae + slack(reference.mae), " min"),
    atMost("|ME|", Math.abs(current.me), Math.abs(reference.me) + slack(reference.mae), " min"),
    atLeast("R2", current.r2, reference.r2 - slack(reference.r2)),
  ];
  return checks.flatMap((check) => check ?? []);
}

function atMost(metric: string, value: number, limit: number, unit: string): MonitoringTest | undefined {
  return regressionTest(metric, value <= limit, value, `at most ${short(limit)}${unit}`, unit, limit);
}

function atLeast(metric: string, value: number, limit: number): MonitoringTest | undefined {
  return regressionTest(metric, value >= limit, value, `at least ${short(limit)}`, "", limit);
}

function regressionTest(
  metric: string,
  passed: boolean,
  value: number,
  condition: string,
  unit: string,
  limit: number,
): MonitoringTest | undefined {
  if (!Number.isFinite(value) || !Number.isFinite(limit)) return undefined;
  return {
    name: `${metric} against the reference`,
    subject: "model",
    status: passed ? "passed" : "failed",
    description: `${metric} is ${short(value)}${unit}; the limit is ${condition}.`,
  };
}

/** Four significant digits: enough to see on which side of the limit a value lies. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
