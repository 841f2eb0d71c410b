import type { FeatureMatrix } from "../features/feature_matrix.ts";

/** A prediction taken apart: baseline and all minutes add up to it, unless bounds have moved it. */
export interface Attribution {
  /** Minutes of the average training trip, as far as the model knows it. */
  readonly baseline: number;
  /** What each column of the matrix adds, in its order. */
  readonly minutes: Float64Array;
}

/** What every kind of model can do; the contract suite runs over each. */
export interface ModelKind<M extends { readonly kind: string }> {
  /** As `--model` takes it and the model file records it. */
  readonly name: M["kind"];
  /** Writes the duration of each row, minutes. */
  predict(model: M, matrix: FeatureMatrix, minutes: Float64Array): void;
  /** How row `row` comes to its minutes, before any bounds. */
  attribute(model: M, matrix: FeatureMatrix, row: number): Attribution;
  /** As plain JSON. */
  encode(model: M): unknown;
  /**
   * Reads back what `encode` made.
   *
   * @throws TaxiError when `encoded` is not a model of this kind
   */
  decode(encoded: unknown): M;
}
