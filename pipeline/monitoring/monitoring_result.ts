import type { Distribution } from "./distribution.ts";

/** What a comparison is judged to be; `alert` makes commands exit with 3. */
export type Verdict = "ok" | "warning" | "alert";

/** Statistics by the short names that Evidently gives them. */
export type DriftMethod = "ks" | "chisquare" | "z" | "wasserstein" | "jensenshannon";

/**
 * How far two distributions are apart: a `distance` grows with drift, a `test` is a p-value that shrinks with it.
 * The two are never one number meaning either.
 */
export type DriftScore =
  | {
    readonly kind: "distance";
    readonly method: DriftMethod;
    readonly value: number;
    readonly threshold: number;
  }
  | {
    readonly kind: "test";
    readonly method: DriftMethod;
    readonly statistic: number;
    readonly pValue: number;
    readonly threshold: number;
  };

/** What a column means to the model. */
export type ColumnRole = "feature" | "target" | "prediction";

/** One column compared, or skipped with the reason. */
export type ColumnComparison = {
  readonly column: string;
  readonly role: ColumnRole;
  /** Unit for people: `min`, `miles`; empty for categories. */
  readonly unit: string;
  readonly reference: Distribution;
  readonly current: Distribution;
} & ({ readonly score: DriftScore; readonly drifted: boolean } | { readonly skipped: string });

/** Regression metrics of one window, minutes where a unit applies; error = prediction - target. */
export interface RegressionMetrics {
  readonly rows: number;
  /** Mean error, positive when predictions are too long. */
  readonly me: number;
  readonly mae: number;
  /** Mean absolute error over |target|, percent; rows with target 0 are left out. */
  readonly mape: number;
  readonly mse: number;
  readonly rmse: number;
  readonly r2: number;
  readonly max_error: number;
}

/** Metrics of the rows that share one label, such as an hour of the day. */
export interface Segment {
  readonly label: string;
  readonly rows: number;
  readonly me: number;
  readonly mae: number;
}

/** How well a window was predicted. */
export interface RegressionPerformance {
  readonly metrics: RegressionMetrics;
  /** Prediction minus target, minutes. */
  readonly errors: Distribution;
  /** By named cut, such as `pickup_hour`: segments in natural order. */
  readonly segments: Readonly<Record<string, readonly Segment[]>>;
  /** Rows per cell of predicted (x) against actual (y), cells of `cellMinutes`, row-major from 0 minutes. */
  readonly predictedAgainstActual: {
    readonly cellMinutes: number;
    readonly side: number;
    readonly counts: Float64Array;
  };
}

/** One window of data as the report names it. */
export interface WindowSummary {
  /** As people call it: `2023-01..2023-02`, a file name, `last 1,000 predictions`. */
  readonly name: string;
  readonly rows: number;
  /** ISO date-times of the first and last pickup, where the window has them. */
  readonly from?: string;
  readonly to?: string;
  /** sha256 of the data, where it has one. */
  readonly hash?: string;
  readonly regression?: RegressionPerformance;
}

/** A condition that was checked. */
export interface MonitoringTest {
  readonly name: string;
  readonly status: "passed" | "failed";
  /** One plain sentence with value and limit. */
  readonly description: string;
}

/** Everything known after comparing two windows: data only, drawn by `reports/`. */
export interface MonitoringResult {
  readonly verdict: Verdict;
  readonly reference: WindowSummary;
  readonly current: WindowSummary;
  /** The model that made the predictions: `taxi-duration version 3`, a file name; absent without predictions. */
  readonly model?: string;
  readonly columns: readonly ColumnComparison[];
  readonly dataset: {
    readonly columns: number;
    readonly drifted: number;
    readonly share: number;
    readonly drift: boolean;
  };
  readonly tests: readonly MonitoringTest[];
}
