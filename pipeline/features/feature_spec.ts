/**
 * What is known of trips when their duration is asked for, struct of arrays of `rows` values. Every `TripTable` is one.
 * `pickup` is microseconds on New York's wall clock, NaN when not told; zones are LocationIDs, 0 when missing; `distance` is
 * miles, NaN when not told.
 */
export interface TripRequests {
  /** Trips asked for: the length of every array. */
  readonly rows: number;
  /** When the trip begins, microseconds since 1970 on New York's wall clock; NaN when not told. */
  readonly pickup: Float64Array;
  /** LocationID 1..265 where the trip begins; 0 when missing. */
  readonly pickupZone: Uint16Array;
  /** LocationID 1..265 where the trip ends; 0 when missing. */
  readonly dropoffZone: Uint16Array;
  /** Miles, as the taximeter or the person asking tells them; NaN when not told, 0 in many real records. */
  readonly distance: Float64Array;
}

/** One declared feature: a column of the matrix and the way in which it is encoded. */
export type FeatureDeclaration =
  /** The ordered pair of zones; codes count the pairs seen in training, any other is unseen. */
  | { readonly type: "pair"; readonly name: "PU_DO" }
  /** One zone; the code is its LocationID, and every zone counts as seen. */
  | { readonly type: "zone"; readonly name: "PULocationID" | "DOLocationID" }
  /** Miles as they are told; where they are not, the mean of training. */
  | { readonly type: "distance"; readonly name: "trip_distance" }
  /** Miles, where zero counts as not told; where they are not told, the typical miles of the pair. */
  | { readonly type: "imputed_distance"; readonly name: "trip_distance" }
  /** 1 where the miles were zero or not told, else 0. */
  | { readonly type: "distance_missing"; readonly name: "distance_missing" }
  /** The typical miles of the pair, whatever was told: how far apart its zones are. */
  | { readonly type: "pair_distance"; readonly name: "pair_distance" };

/** The features of a model, in the order of the matrix's columns. */
export type FeatureSpec = readonly FeatureDeclaration[];

/** No features: for the model that always answers the mean. */
export const NO_FEATURES: FeatureSpec = [];

/** The classic baseline of the field: one-hot pair and distance, nothing mended. */
export const REFERENCE_FEATURES: FeatureSpec = [
  { type: "pair", name: "PU_DO" },
  { type: "distance", name: "trip_distance" },
];

/** The same linear form with what the baseline misses: zones and way behind each pair, and zero distance as a missing one. */
export const LINEAR_FEATURES: FeatureSpec = [
  { type: "pair", name: "PU_DO" },
  { type: "zone", name: "PULocationID" },
  { type: "zone", name: "DOLocationID" },
  { type: "imputed_distance", name: "trip_distance" },
  { type: "distance_missing", name: "distance_missing" },
  { type: "pair_distance", name: "pair_distance" },
];

const DECLARATIONS: readonly FeatureDeclaration[] = [...LINEAR_FEATURES, ...REFERENCE_FEATURES];

/** Whether `value` declares features that this version of `taxi` can encode. */
export function isFeatureSpec(value: unknown): value is FeatureSpec {
  return Array.isArray(value) &&
    value.every((declared) =>
      DECLARATIONS.some(({ type, name }) => type === declared?.type && name === declared.name)
    );
}
