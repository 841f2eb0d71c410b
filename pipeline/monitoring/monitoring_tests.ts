import type {
  ColumnComparison,
  MonitoringResult,
  MonitoringTest,
  RegressionPerformance,
} from "./monitoring_result.ts";
import { regressionTests, short } from "./regression_tests.ts";
import type { TestConditions } from "./test_conditions.ts";

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
  /** By how much of the reference's value a metric may be worse; 0.1 unless told. */
  readonly tolerance?: number;
  /** Conditions and severities instead of the defaults. */
  readonly conditions?: TestConditions;
  /** Whether a metric that is worse by chance passes. */
  readonly weighChance?: boolean;
}

/** Checks the share of drifted columns, each column, and regression where both windows have it. */
export function monitoringTests(compared: TestedComparison): MonitoringTest[] {
  const measured = regressionOnBoth(compared.reference, compared.current);
  const asked = compared.conditions?.metrics !== undefined;
  const unit = compared.columns.find(({ role }) => role === "target")?.unit ?? "";
  return [
    shareTest(compared),
    ...compared.columns.map((column) => columnTest(column, measured, compared.conditions)),
    ...(measured || asked ? regressionTests({ ...compared, unit }) : []),
  ];
}

/** Whether both windows have rows with target and prediction. */
export function regressionOnBoth(
  reference?: RegressionPerformance,
  current?: RegressionPerformance,
): boolean {
  return (reference?.metrics.rows ?? 0) > 0 && (current?.metrics.rows ?? 0) > 0;
}

function shareTest({ dataset, driftShare, conditions }: TestedComparison): MonitoringTest {
  const found = `${dataset.drifted} of ${dataset.columns} columns drifted`;
  const share = `a share of ${short(dataset.share)}`;
  return {
    name: "Share of drifted columns",
    subject: "dataset",
    severity: conditions?.dataset ?? "alert",
    status: dataset.columns === 0 ? "skipped" : dataset.drift ? "failed" : "passed",
    description: `${found}, ${share}; the limit is below ${short(driftShare)}.`,
  };
}

/** A drifted outcome is an alert until the errors of both windows show what the model makes of it. */
function columnTest(
  column: ColumnComparison,
  measured: boolean,
  conditions?: TestConditions,
): MonitoringTest {
  const byRole = column.role === "feature" || measured ? "warning" : "alert";
  const severity = conditions?.columns?.[column.column] ?? byRole;
  const test = { name: `Drift of ${column.column}`, subject: "column", severity } as const;
  if ("skipped" in column) return { ...test, status: "skipped", description: `${column.skipped}.` };
  const { score } = column;
  const [found, limit] = score.kind === "test"
    ? [`The p-value is ${short(score.pValue)} by ${score.method}`, `above ${short(score.threshold)}`]
    : [`The distance is ${short(score.value)} by ${score.method}`, `below ${short(score.threshold)}`];
  const but = column.withinChance ? ", but so few rows differ as much by chance" : "";
  return {
    ...test,
    status: column.drifted ? "failed" : "passed",
    description: `${found}; the limit is ${limit}${but}.`,
  };
}
