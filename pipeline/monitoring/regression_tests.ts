import type { ConfidenceInterval, MonitoringTest, RegressionPerformance } from "./monitoring_result.ts";
import {
  conditionOf,
  type MetricCondition,
  type TestConditions,
  TESTED_METRICS,
  type TestedMetric,
} from "./test_conditions.ts";

/** Keeps a reference without any error from failing on rounding. */
const SMALLEST_TOLERANCE = 1e-12;

/** How people write a metric, and whether it carries the target's unit. */
const WRITTEN: Readonly<Record<TestedMetric, { readonly name: string; readonly hasUnit: boolean }>> = {
  rmse: { name: "RMSE", hasUnit: true },
  mae: { name: "MAE", hasUnit: true },
  me: { name: "|ME|", hasUnit: true },
  r2: { name: "R2", hasUnit: false },
  mape: { name: "MAPE", hasUnit: false },
  max_error: { name: "Greatest error", hasUnit: true },
};

/** What the tests on the model look at. */
export interface TestedRegression {
  /** Of the reference, where it has targets and predictions. */
  readonly reference?: RegressionPerformance;
  /** Of current, where it has them. */
  readonly current?: RegressionPerformance;
  /** What must hold. */
  readonly conditions?: TestConditions;
  /** By how much of the reference's value a metric may be worse where no condition is set. */
  readonly tolerance?: number;
  /** Of the target, for people. */
  readonly unit: string;
  /** Whether a metric that is worse by chance passes, as its 95 % confidence interval tells. */
  readonly weighChance?: boolean;
}

/** A limit on one metric, and the value that its interval must leave behind when chance is weighed. */
interface Limit {
  readonly name: string;
  readonly value: number;
  readonly chance: number;
  readonly side: "at most" | "at least";
}

/**
 * One-sided: a model that got better passes. A condition that somebody set and that cannot be told is skipped with the reason; a
 * default one is left out.
 */
export function regressionTests(tested: TestedRegression): MonitoringTest[] {
  return TESTED_METRICS.flatMap((metric) => {
    const condition = conditionOf(metric, tested.conditions?.metrics, tested.tolerance);
    if (condition === false) return [];
    const asked = tested.conditions?.metrics?.[metric] !== undefined;
    return limitsOf(metric, condition, tested).flatMap((limit) =>
      testOf(metric, limit, condition, asked, tested)
    );
  });
}

function limitsOf(
  metric: TestedMetric,
  condition: MetricCondition,
  { reference }: TestedRegression,
): Limit[] {
  const limits: Limit[] = [];
  const { name } = WRITTEN[metric];
  if (condition.worseBy !== undefined) {
    const before = valueOf(metric, reference);
    const scale = metric === "me" ? valueOf("mae", reference) : Math.abs(before);
    const slack = Math.max(condition.worseBy * scale, SMALLEST_TOLERANCE);
    limits.push({
      name: `${name} against the reference`,
      side: metric === "r2" ? "at least" : "at most",
      value: metric === "r2" ? before - slack : before + slack,
      chance: before,
    });
  }
  const fixed = (side: Limit["side"], value: number) =>
    limits.push({ name: `${name} ${side} a limit`, side, value, chance: value });
  if (condition.atMost !== undefined) fixed("at most", condition.atMost);
  if (condition.atLeast !== undefined) fixed("at least", condition.atLeast);
  return limits;
}

function testOf(
  metric: TestedMetric,
  limit: Limit,
  condition: MetricCondition,
  asked: boolean,
  { current, unit, weighChance = false }: TestedRegression,
): MonitoringTest[] {
  const test = { name: limit.name, subject: "model", severity: condition.severity ?? "alert" } as const;
  const value = valueOf(metric, current);
  const { name, hasUnit } = WRITTEN[metric];
  if (!Number.isFinite(value) || !Number.isFinite(limit.value)) {
    if (!asked) return [];
    const where = Number.isFinite(value) ? "the reference" : "current";
    return [{ ...test, status: "skipped", description: `${name} is not known for ${where}.` }];
  }
  const unitWords = metric === "mape" ? " %" : hasUnit && unit !== "" ? ` ${unit}` : "";
  const passed = limit.side === "at most" ? value <= limit.value : value >= limit.value;
  const byChance = !passed && weighChance && reaches(metric, limit, current!);
  const but = byChance ? ", but so few rows are as far off by chance" : "";
  return [{
    ...test,
    status: passed || byChance ? "passed" : "failed",
    description: `${name} is ${short(value)}${unitWords}; the limit is ${limit.side} ${
      short(limit.value)
    }${unitWords}${but}.`,
  }];
}

/** Whether the metric's confidence interval reaches back to where the model would not be worse; one row reaches everywhere. */
function reaches(
  metric: TestedMetric,
  { side, chance }: Limit,
  { confidence, metrics }: RegressionPerformance,
): boolean {
  const interval = confidence?.[metric];
  if (interval === undefined) return metrics.rows < 2;
  const { low, high } = metric === "me" ? absolute(interval) : interval;
  return side === "at most" ? low <= chance : high >= chance;
}

function absolute({ low, high }: ConfidenceInterval): ConfidenceInterval {
  const ends = [Math.abs(low), Math.abs(high)];
  return { low: low <= 0 && high >= 0 ? 0 : Math.min(...ends), high: Math.max(...ends) };
}

function valueOf(metric: TestedMetric, performance?: RegressionPerformance): number {
  if (performance === undefined || performance.metrics.rows === 0) return NaN;
  const value = performance.metrics[metric];
  return metric === "me" ? Math.abs(value) : value;
}

/** Four significant digits: enough to see on which side of the limit a value lies. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
