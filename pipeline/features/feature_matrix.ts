/** The code of a level that training did not see. */
export const UNSEEN: number = -1;

/** A column of a {@linkcode FeatureMatrix}: a number for each row, or a code 0..levels-1 for each row, {@linkcode UNSEEN} included. */
export type FeatureColumn =
  | { readonly kind: "numeric"; readonly name: string; readonly values: Float64Array }
  | {
    readonly kind: "categorical";
    readonly name: string;
    readonly codes: Int32Array;
    readonly levels: number;
  };

/** Encoded rows: what every model is trained on and predicts from. */
export interface FeatureMatrix {
  /** Length of every column. */
  readonly rows: number;
  /** One for each declared feature, in the order of the `FeatureSpec`. */
  readonly columns: readonly FeatureColumn[];
}
