import { DRIFT_METHODS } from "./drift_methods.ts";
import type {
  ColumnComparison,
  MonitoringResult,
  MonitoringTest,
  RegressionPerformance,
} from "./monitoring_result.ts";
import { pythonFixed } from "./python_number.ts";

/** By how much of the reference's value a metric may differ, in either direction. */
const RELATIVE_TOLERANCE = 0.1;

/** The least such difference. */
const LEAST_TOLERANCE = 1e-12;

const TYPES = ["numeric", "categorical", "text"];

/** What Evidently's tests look at. */
export interface EvidentlyComparison {
  /** Every column, scored or skipped. */
  readonly columns: readonly ColumnComparison[];
  /** How many columns drifted, as Evidently counts them. */
  readonly dataset: MonitoringResult["dataset"];
  /** The share of drifted columns that must not be reached. */
  readonly driftShare: number;
  /** Of the reference, where it has targets and predictions. */
  readonly reference?: RegressionPerformance;
  /** Of current, where it has them. */
  readonly current?: RegressionPerformance;
  /** The columns in the order in which they were asked for; by type and then as they stand unless told. */
  readonly order?: readonly string[];
}

/** The tests that Evidently 0.7.23 makes of both presets, in its order and to the letter; two-sided where it is. */
export function evidentlyTests(compared: EvidentlyComparison): MonitoringTest[] {
  const { reference, current } = compared;
  return [
    shareTest(compared),
    ...inOrder(compared.columns, compared.order).flatMap(columnTest),
    ...(reference === undefined || current === undefined ? [] : regressionTests(reference, current)),
  ];
}

/** The columns as Evidently lists them: numbers, categories, text. */
function inOrder(columns: readonly ColumnComparison[], order?: readonly string[]): ColumnComparison[] {
  const place = ({ column, reference, current }: ColumnComparison) =>
    order?.indexOf(column) ?? TYPES.indexOf((current.rows > 0 ? current : reference).kind);
  return columns.toSorted((a, b) => place(a) - place(b));
}

function shareTest({ dataset, driftShare }: EvidentlyComparison): MonitoringTest {
  const [share, limit] = [pythonFixed(dataset.share, 3), pythonFixed(driftShare, 3)];
  const passed = dataset.share < driftShare;
  return {
    name: `Share of Drifted Columns: Less ${limit}`,
    subject: "dataset",
    status: passed ? "passed" : "failed",
    description: `Share of Drifted Columns: Actual value ${share} ${passed ? "<" : ">="} ${limit}`,
  };
}

function columnTest(column: ColumnComparison): MonitoringTest[] {
  if ("skipped" in column) return []; // Evidently would break off; what it does not score it does not test
  const { score } = column;
  const value = score.kind === "test" ? score.pValue : score.value;
  return [{
    name: `Value Drift for column ${column.column}`,
    subject: "column",
    status: column.drifted ? "failed" : "passed",
    description: `Drift score is ${pythonFixed(value, 2)}. The drift detection method is ${
      DRIFT_METHODS[score.method].displayName
    }. The drift threshold is ${pythonFixed(score.threshold, 2)}.`,
  }];
}

function regressionTests(reference: RegressionPerformance, current: RegressionPerformance): MonitoringTest[] {
  const [before, after] = [reference.metrics, current.metrics];
  return [
    equalTest("Mean Error", before.me, after.me),
    equalTest("Mean Absolute Percentage Error", before.mape, after.mape),
    equalTest("RMSE", before.rmse, after.rmse),
    equalTest("Mean Absolute Error", before.mae, after.mae),
    equalTest("R2 Score", before.r2, after.r2),
    equalTest("Absolute Max Error", before.max_error, after.max_error),
  ];
}

function equalTest(name: string, expected: number, actual: number): MonitoringTest {
  const tolerance = Math.max(RELATIVE_TOLERANCE * Math.abs(expected), LEAST_TOLERANCE);
  const passed = actual >= expected - tolerance && actual <= expected + tolerance;
  const wanted = `${pythonFixed(expected, 3)} ± ${pythonFixed(tolerance, 3)}`;
  return {
    name: `${name}: Equal ${wanted}`,
    subject: "model",
    status: passed ? "passed" : "failed",
    description: `${name}: Actual value ${pythonFixed(actual, 3)} ${
      passed ? "" : ", but"
    } expected ${wanted}`,
  };
}
