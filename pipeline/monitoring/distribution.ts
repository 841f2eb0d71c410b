/**
 * The values of one column in one window, compressed to distinct values with counts: exact when made from rows, a
 * sketch of at most some thousand points when it comes from a model file. Every drift statistic is computed on these.
 */
export type Distribution = NumericDistribution | CategoricalDistribution;

/** Distinct finite numbers in ascending order, each with how many rows had it. */
export interface NumericDistribution {
  readonly kind: "numeric";
  /** Ascending, distinct, finite. */
  readonly values: Float64Array;
  /** Positive row counts, as long as `values`. */
  readonly counts: Float64Array;
  /** Rows with a value: the sum of `counts`. */
  readonly rows: number;
  /** Rows that were null, NaN or infinite. */
  readonly missing: number;
}

/** Levels by label with how many rows had each. */
export interface CategoricalDistribution {
  readonly kind: "categorical";
  readonly counts: ReadonlyMap<string, number>;
  /** Rows with a value: the sum of `counts`. */
  readonly rows: number;
  readonly missing: number;
}
