import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type {
  ColumnComparison,
  ColumnRole,
  DriftMethod,
  MonitoringResult,
  MonitoringTest,
  Verdict,
  WindowSummary,
} from "./monitoring_result.ts";

/** A number as JSON can say it: null stands for NaN or an infinity, a value that the data did not allow. */
export type JsonNumber = number | null;

/** One window in a {@linkcode MonitoringDocument}. */
export interface WindowDocument {
  /** As people call it. */
  readonly name: string;
  /** All rows, missing values among them. */
  readonly rows: number;
  /** ISO date-time of the first pickup, or null. */
  readonly from: string | null;
  /** ISO date-time of the last pickup, or null. */
  readonly to: string | null;
  /** sha256 of the data, or null. */
  readonly hash: string | null;
}

/** One column in a {@linkcode MonitoringDocument}: scored, or skipped with the reason. */
export type ColumnDocument =
  & {
    readonly column: string;
    readonly type: "numeric" | "categorical";
    readonly role: ColumnRole;
    /** Rows with a value. */
    readonly n_reference: number;
    readonly n_current: number;
  }
  & (
    | {
      readonly method: DriftMethod;
      /** Whether `score` is a `distance`, which grows with drift, or the p-value of a `test`, which shrinks. */
      readonly kind: "distance" | "test";
      readonly score: JsonNumber;
      readonly threshold: number;
      readonly drifted: boolean;
      /** Whether the score is over the threshold and yet no drift, because windows this small differ so by chance. */
      readonly within_chance: boolean;
    }
    | { readonly skipped: string }
  );

/** Regression metrics of one window, errors in minutes, `mape` in percent. */
export type RegressionDocument = Readonly<Record<keyof RegressionMetrics, JsonNumber>>;

/** The public JSON of a comparison: what `taxi report --json` and `taxi monitor --json` print. */
export interface MonitoringDocument {
  /** What the comparison is judged to be. */
  readonly verdict: Verdict;
  /** What was compared with. */
  readonly reference: WindowDocument;
  /** What was judged. */
  readonly current: WindowDocument;
  /** The model that made the predictions, or null. */
  readonly model: string | null;
  /** Every column of either window. */
  readonly columns: readonly ColumnDocument[];
  /** How many of the scored columns drifted. */
  readonly dataset: MonitoringResult["dataset"];
  /** Null for a window without target and prediction. */
  readonly regression: {
    readonly reference: RegressionDocument | null;
    readonly current: RegressionDocument | null;
  };
  /** The conditions that were checked. */
  readonly tests: readonly MonitoringTest[];
}

/** The public JSON document of a result: plain data that `JSON.stringify` writes without loss. */
export function monitoringJson(result: MonitoringResult): MonitoringDocument {
  return {
    verdict: result.verdict,
    reference: windowDocument(result.reference),
    current: windowDocument(result.current),
    model: result.model ?? null,
    columns: result.columns.map(columnDocument),
    dataset: result.dataset,
    regression: {
      reference: regressionDocument(result.reference),
      current: regressionDocument(result.current),
    },
    tests: result.tests,
  };
}

function windowDocument({ name, rows, from, to, hash }: WindowSummary): WindowDocument {
  return { name, rows, from: from ?? null, to: to ?? null, hash: hash ?? null };
}

function columnDocument(comparison: ColumnComparison): ColumnDocument {
  const { column, role, reference, current } = comparison;
  const named = { column, type: reference.kind, role, n_reference: reference.rows, n_current: current.rows };
  if ("skipped" in comparison) return { ...named, skipped: comparison.skipped };
  const { score, drifted, withinChance = false } = comparison;
  const value = score.kind === "test" ? score.pValue : score.value;
  const { method, kind, threshold } = score;
  return {
    ...named,
    method,
    kind,
    score: jsonNumber(value),
    threshold,
    drifted,
    within_chance: withinChance,
  };
}

function regressionDocument({ regression }: WindowSummary): RegressionDocument | null {
  if (regression === undefined) return null;
  const { rows, me, mae, mape, mse, rmse, r2, max_error } = regression.metrics;
  return {
    rows,
    me: jsonNumber(me),
    mae: jsonNumber(mae),
    mape: jsonNumber(mape),
    mse: jsonNumber(mse),
    rmse: jsonNumber(rmse),
    r2: jsonNumber(r2),
    max_error: jsonNumber(max_error),
  };
}

function jsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : null;
}
