import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";

/** What a comparison is judged to be; `alert` makes commands exit with 3. The rule stands at `monitor`. */
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
export type ColumnComparison =
  & {
    readonly column: string;
    readonly role: ColumnRole;
    /** Unit for people: `min`, `miles`; empty for categories. */
    readonly unit: string;
    readonly reference: Distribution;
    readonly current: Distribution;
  }
  & (
    | {
      readonly score: DriftScore;
      readonly drifted: boolean;
      /** Over the threshold, and yet no drift: windows this small differ as much by chance. */
      readonly withinChance?: true;
    }
    | { readonly skipped: string }
  );

/** Metrics of the rows that share one label, such as an hour of the day. */
export interface Segment {
  /** Such as `08` for the ninth hour of the day. */
  readonly label: string;
  /** At least 1. */
  readonly rows: number;
  /** Mean error, minutes. */
  readonly me: number;
  /** Mean absolute error, minutes. */
  readonly mae: number;
}

/** How well a window was predicted. */
export interface RegressionPerformance {
  /** Over all rows, minutes where a unit applies. */
  readonly metrics: RegressionMetrics;
  /** Prediction minus target, minutes. */
  readonly errors: NumericDistribution;
  /** By named cut, such as `pickup_hour`: segments in natural order. */
  readonly segments: Readonly<Record<string, readonly Segment[]>>;
  /**
   * Rows per cell of predicted (x) against actual (y), cells of `cellMinutes`, row-major from 0 minutes; the first and
   * the last cell of a side also count what lies beyond.
   */
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
  /** All rows, missing values among them. */
  readonly rows: number;
  /** ISO date-time of the first pickup, where the window has one. */
  readonly from?: string;
  /** ISO date-time of the last pickup, where the window has one. */
  readonly to?: string;
  /** sha256 of the data, where it has one. */
  readonly hash?: string;
  /** How well it was predicted, where it has targets and predictions. */
  readonly regression?: RegressionPerformance;
}

/** A condition that was checked. */
export interface MonitoringTest {
  /** Short, the same in every comparison. */
  readonly name: string;
  /** Whether the condition holds. */
  readonly status: "passed" | "failed";
  /** One plain sentence with value and limit. */
  readonly description: string;
  /** What the condition is about; a report says a `column` once, in its own words, not again for its test. */
  readonly subject?: "column" | "dataset" | "model";
}

/** Everything known after comparing two windows: data only, drawn by `reports/`. */
export interface MonitoringResult {
  /** What all of it comes to. */
  readonly verdict: Verdict;
  /** What was compared with. */
  readonly reference: WindowSummary;
  /** What was judged. */
  readonly current: WindowSummary;
  /** The model that made the predictions: `taxi-duration version 3`, a file name; absent without predictions. */
  readonly model?: string;
  /** Every column of either window, those of the reference first. */
  readonly columns: readonly ColumnComparison[];
  /** How many of the scored columns drifted. */
  readonly dataset: {
    /** Columns that were scored; skipped ones count nowhere. */
    readonly columns: number;
    readonly drifted: number;
    readonly share: number;
    readonly drift: boolean;
  };
  /** The conditions that were checked. */
  readonly tests: readonly MonitoringTest[];
}
