import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";
import type { BandCut } from "./number_bands.ts";

/** What a comparison is judged to be; `alert` makes commands exit with 3. The rule stands at `monitor`. */
export type Verdict = "ok" | "warning" | "alert";

/** Statistics by the short names that Evidently gives them. */
export type DriftMethod =
  | "ks"
  | "chisquare"
  | "z"
  | "wasserstein"
  | "jensenshannon"
  | "psi"
  | "kl_div"
  | "hellinger"
  | "ed"
  | "t_test"
  | "mannw"
  | "anderson"
  | "cramer_von_mises"
  | "es"
  | "g_test"
  | "fisher_exact"
  | "TVD";

/** How Evidently compares free text; its trained classifiers are not reproduced. */
export type TextMethod = "perc_text_content_drift" | "abs_text_content_drift";

/** A tool whose numbers are reproduced. */
export type Parity = "evidently";

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
    | {
      readonly skipped: string;
      /** Set where Evidently would compare it as free text. */
      readonly textMethod?: TextMethod;
    }
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

/** Between which two values a metric lies with 95 % confidence. */
export interface ConfidenceInterval {
  /** The lower end, in the metric's unit. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
}

/** Metrics of the rows of one span of time. */
export interface TimeSegment {
  /** ISO date-time at which the span begins. */
  readonly from: string;
  /** At least 1. */
  readonly rows: number;
  /** Mean error, in the target's unit. */
  readonly me: number;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number;
  /** Standard deviation of the error. */
  readonly std: number;
}

/** Rows by how their error lies in the window: the lowest and the highest twentieth, and all between. */
export interface ErrorGroup {
  /** 0 for a middle that is empty because errors are tied. */
  readonly rows: number;
  /** Mean error of the group, NaN without rows. */
  readonly me: number;
  /** Standard deviation (n - 1) of the error in the group, NaN below two rows. */
  readonly std: number;
}

/** How often the truth lay inside the prediction interval, beside how often it should. */
export interface IntervalCalibration {
  /** The share that was promised, 0 to 1. */
  readonly nominal: number;
  /** Rows with an interval and a target. */
  readonly rows: number;
  /** The share of them inside, 0 to 1. */
  readonly covered: number;
  /** Mean width of the interval, in the target's unit. */
  readonly width: number;
  /** The same by predicted value, ascending; empty where only the whole is known. */
  readonly bands: readonly {
    readonly label: string;
    readonly rows: number;
    readonly covered: number;
    readonly width: number;
  }[];
}

/** How well errors follow a normal distribution: the line through their quantiles, and some of these. */
export interface ErrorNormality {
  /** Of the least-squares line of errors on normal quantiles: their standard deviation if they are normal. */
  readonly slope: number;
  /** Their mean if they are normal. */
  readonly intercept: number;
  /** Correlation of the two, 1 for a normal distribution. */
  readonly r: number;
  /** Some hundred points at most: quantile of the standard normal distribution, error. */
  readonly points: readonly (readonly [normal: number, error: number])[];
}

/** What the best constant predictions come to, those that know the window's own targets and nothing else. */
export interface DummyMetrics {
  /** Mean absolute error of the median. */
  readonly mae: number;
  /** Least mean absolute percentage error of any constant, percent; NaN when every target is 0. */
  readonly mape: number;
  /** Root of the mean squared error of the mean. */
  readonly rmse: number;
  /** Greatest absolute error of the median. */
  readonly max_error: number;
}

/** Percentages by the rules of Evidently, which differ between the two windows; see docs/evidently.md. */
export interface EvidentlyPercentages {
  /** Of the window as current: mean, percent, and its standard deviation, a share. */
  readonly current: { readonly mape: number; readonly spread: number };
  /** The same of the window as reference. */
  readonly reference: { readonly mape: number; readonly spread: number };
  /** Of the constant that it takes for the best. */
  readonly dummy: number;
}

/** A segment that the model does badly on, with what makes it worth looking at. */
export interface RankedSegment extends Segment {
  /** The cut it belongs to, such as `pickup_hour`. */
  readonly cut: string;
  /** Mean absolute error over that of the whole window: 2 is twice as bad. */
  readonly ratio: number;
  /** The share of the window's total absolute error that would be saved were this segment as good as the average, 0 to 1. */
  readonly excess: number;
  /** The same segment in the reference, where it has rows there. */
  readonly reference?: Segment;
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
   * Rows per cell of predicted (x) against actual (y), cells of `cellMinutes`, row-major from `origin`, or from 0; the first
   * and the last cell of a side also count what lies beyond.
   */
  readonly predictedAgainstActual: {
    readonly origin?: number;
    readonly cellMinutes: number;
    readonly side: number;
    readonly counts: Float64Array;
  };
  /** Standard deviations (n - 1) of the error, of its absolute value and of the absolute percentage, percent. */
  readonly spread?: { readonly me: number; readonly mae: number; readonly mape: number };
  /** 95 % confidence intervals of the metrics, by their names. */
  readonly confidence?: Readonly<Partial<Record<keyof RegressionMetrics, ConfidenceInterval>>>;
  /** Without any model. */
  readonly dummy?: DummyMetrics;
  /** Whether errors are spread as a normal distribution. */
  readonly normality?: ErrorNormality;
  /** Where the model is too low and too high. */
  readonly groups?: {
    readonly underestimated: ErrorGroup;
    readonly majority: ErrorGroup;
    readonly overestimated: ErrorGroup;
  };
  /** In time, ascending, where rows have times. */
  readonly overTime?: readonly TimeSegment[];
  /** Of prediction intervals, where the model gives them. */
  readonly intervals?: IntervalCalibration;
  /** How numbers were cut into bands: what cuts another window into the same segments. */
  readonly bandCuts?: Readonly<Record<string, BandCut>>;
  /** What replaces `mape` in parity mode; absent from a window that was read from a model file. */
  readonly evidently?: EvidentlyPercentages;
}

/** What can be wrong with the data itself, before any statistic. */
export const QUALITY_KINDS = [
  "missing",
  "out_of_range",
  "new_category",
  "vanished_category",
  "duplicates",
  "stale",
  "future",
  "volume",
  "schema",
] as const;

/** One of {@linkcode QUALITY_KINDS}. */
export type QualityKind = typeof QUALITY_KINDS[number];

/** Something about the data of current that the reference does not lead to expect. */
export interface QualityFinding {
  /** What is wrong. */
  readonly kind: QualityKind;
  /** The column it is about; absent for what is about whole rows. */
  readonly column?: string;
  /** A `note` is worth knowing, a `warning` makes the verdict one at least, an `alert` too. */
  readonly level: "note" | "warning" | "alert";
  /** One plain sentence with numbers. */
  readonly description: string;
  /** Rows of current concerned, where rows can be counted. */
  readonly rows?: number;
  /** Some of the values or levels concerned, at most ten. */
  readonly examples?: readonly string[];
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

/** What a failed condition makes of the verdict, at least. */
export type Severity = "warning" | "alert";

/** A condition that was checked. */
export interface MonitoringTest {
  /** Short, the same in every comparison. */
  readonly name: string;
  /** Whether the condition holds; `skipped` when the data do not allow to tell. */
  readonly status: "passed" | "failed" | "skipped";
  /** What the verdict is at least when the condition does not hold; `alert` unless told. */
  readonly severity?: Severity;
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
  /** What is wrong with the data itself, the worst first. */
  readonly quality?: readonly QualityFinding[];
  /** Where the model is worst in current, the most costly first. */
  readonly worstSegments?: readonly RankedSegment[];
  /** Set when the numbers are those of another tool, its defects included. */
  readonly parity?: Parity;
}
