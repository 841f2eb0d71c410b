import type { FeatureMatrix } from "../features/feature_matrix.ts";

/** What every kind of model can do; the contract suite runs over each. */
export interface ModelKind<M extends { readonly kind: string }> {
  /** As `--model` takes it and the model file records it. */
  readonly name: M["kind"];
  /** Duration in minutes, one for each row. */
  predict(model: M, matrix: FeatureMatrix): Float64Array;
  /** As plain JSON. */
  encode(model: M): unknown;
  /**
   * Reads back what `encode` made.
   *
   * @throws TaxiError when `encoded` is not a model of this kind
   */
  decode(encoded: unknown): M;
}
