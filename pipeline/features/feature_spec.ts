/**
 * What is known of trips when their duration is asked for, struct of arrays of `rows` values. Every `TripTable` is one.
 * `pickup` is microseconds on New York's wall clock, NaN when not told; `distance` is miles, NaN when not told.
 */
export interface TripRequests {
  readonly rows: number;
  readonly pickup: Float64Array;
  readonly pickupZone: Uint16Array;
  readonly dropoffZone: Uint16Array;
  readonly distance: Float64Array;
}

/** One declared feature, by the way in which it is encoded. */
export type FeatureDeclaration =
  /** The ordered pair of zones; levels are the pairs seen in training, others are unseen (code -1). */
  | { readonly type: "pair"; readonly name: "PU_DO" }
  /** One zone; the code is its LocationID. */
  | { readonly type: "zone"; readonly name: "PULocationID" | "DOLocationID" }
  /** Taximeter miles as they are. */
  | { readonly type: "distance"; readonly name: "trip_distance" }
  /** Taximeter miles, where zero counts as missing and missing becomes the pair's typical distance. */
  | { readonly type: "imputed_distance"; readonly name: "trip_distance" }
  /** 1 where the distance was missing or zero, else 0. */
  | { readonly type: "distance_missing"; readonly name: "distance_missing" };

/** The features of a model, in the order of the matrix's columns. */
export type FeatureSpec = readonly FeatureDeclaration[];

/** A column of a {@linkcode FeatureMatrix}: a number per row, or a code per row (-1 = unseen in training). */
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
  readonly rows: number;
  readonly columns: readonly FeatureColumn[];
}
