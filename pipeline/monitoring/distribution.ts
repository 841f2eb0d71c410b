/**
 * The values of one column in one window, compressed to distinct values with counts: exact when made from rows, a
 * sketch of at most some thousand points when it comes from a model file. Every drift statistic is computed on these.
 */
export type Distribution = NumericDistribution | CategoricalDistribution;

/** Distinct finite numbers in ascending order, each with how many rows had it. */
export interface NumericDistribution {
  /** Tells the two apart. */
  readonly kind: "numeric";
  /** Ascending, distinct, finite. */
  readonly values: Float64Array;
  /** Positive row counts, as long as `values`. */
  readonly counts: Float64Array;
  /** Rows with a value: the sum of `counts`. */
  readonly rows: number;
  /** Rows that were null, NaN or infinite. */
  readonly missing: number;
  /** Those of `missing` that were infinite; absent when none were, or when that is not known. */
  readonly infinite?: number;
  /** Set where a file stores the numbers as floating-point ones, even if all are whole. */
  readonly floats?: true;
}

/** Levels by label with how many rows had each. */
export interface CategoricalDistribution {
  /** Tells the two apart. */
  readonly kind: "categorical";
  /** Positive row counts. */
  readonly counts: ReadonlyMap<string, number>;
  /** Rows with a value: the sum of `counts`, where these are known. */
  readonly rows: number;
  /** Rows without a label. */
  readonly missing: number;
  /** Set where there are more different labels than are told apart; `counts` is empty then. */
  readonly tooMany?: true;
}

/** How many different values or levels a distribution has. */
export function distinctValues(distribution: Distribution): number {
  return distribution.kind === "numeric" ? distribution.values.length : distribution.counts.size;
}

/** A distribution of no rows, standing for a column that a window does not have. */
export function emptyDistribution(kind: Distribution["kind"]): Distribution {
  return kind === "numeric"
    ? { kind, values: new Float64Array(0), counts: new Float64Array(0), rows: 0, missing: 0 }
    : { kind, counts: new Map(), rows: 0, missing: 0 };
}
