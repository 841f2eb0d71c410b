import { TaxiError } from "../../lib/errors.ts";
import { UNSEEN } from "./feature_matrix.ts";
import { type FeatureSpec, isFeatureSpec } from "./feature_spec.ts";
import { ZONE_CODES } from "./zone_distance.ts";

/**
 * A {@linkcode FeatureSpec} with every encoding learnt from training rows. Plain data: the same object trains, predicts in
 * batches, serves and monitors.
 */
export interface FittedFeatures {
  /** The declared features, in the order of the matrix's columns. */
  readonly spec: FeatureSpec;
  /** Keys of the pairs seen in training, ascending; a pair's code is its index. See {@linkcode pairKey}. */
  readonly pairs: Int32Array;
  /** Code by pair key, {@linkcode UNSEEN} where training had no such pair. */
  readonly codeOfPair: Int32Array;
  /** Typical miles by pair code. */
  readonly pairDistance: Float64Array;
  /** Miles driven for each mile between the centroids of the zones, over all training rows. */
  readonly detour: number;
  /** Mean miles of the training rows, where neither pair nor zones tell. */
  readonly meanDistance: number;
}

/** One number for an ordered pair of zones. */
export function pairKey(pickupZone: number, dropoffZone: number): number {
  return pickupZone * ZONE_CODES + dropoffZone;
}

/** Whether a trip's miles say how long its way is: zero and missing ones do not, nor do infinite ones. */
export function hasMiles(miles: number): boolean {
  return miles > 0 && miles < Infinity;
}

/** The inverse table of `pairs`. */
export function indexPairs(pairs: Int32Array): Int32Array {
  const codes = new Int32Array(ZONE_CODES * ZONE_CODES).fill(UNSEEN);
  pairs.forEach((key, code) => codes[key] = code);
  return codes;
}

/** What the model file holds of {@linkcode FittedFeatures}. */
export interface EncodedFeatures {
  /** The declarations as they are: they are plain JSON already. */
  readonly spec: FeatureSpec;
  /** Pair keys, strictly ascending. */
  readonly pairs: readonly number[];
  /** Typical miles, one for each of `pairs`. */
  readonly pair_distance: readonly number[];
  /** See {@linkcode FittedFeatures.detour}; 1 when no training trip had miles between known zones. */
  readonly detour: number;
  /** Miles; see {@linkcode FittedFeatures.meanDistance}. */
  readonly mean_distance: number;
}

/** As plain JSON. */
export function encodeFeatures(fitted: FittedFeatures): EncodedFeatures {
  return {
    spec: fitted.spec,
    pairs: [...fitted.pairs],
    pair_distance: [...fitted.pairDistance],
    detour: fitted.detour,
    mean_distance: fitted.meanDistance,
  };
}

/**
 * Reads back what {@linkcode encodeFeatures} made.
 *
 * @throws TaxiError when the parts do not fit together, or a feature is unknown
 */
export function decodeFeatures(encoded: EncodedFeatures): FittedFeatures {
  const { spec, detour, mean_distance: meanDistance } = encoded;
  if (!isFeatureSpec(spec)) {
    throw corrupt(`features ${JSON.stringify(spec)}`, "features that this version knows");
  }
  if (!isNumbers(encoded.pairs) || !isNumbers(encoded.pair_distance) || !isNumbers([detour, meanDistance])) {
    throw corrupt("values that are no numbers", "finite numbers");
  }
  const pairs = Int32Array.from(encoded.pairs);
  const pairDistance = Float64Array.from(encoded.pair_distance);
  const ascending = pairs.every((key, i) =>
    key >= 0 && key < ZONE_CODES ** 2 && (i === 0 || key > pairs[i - 1])
  );
  if (!ascending || pairs.length !== pairDistance.length) {
    const found = `${pairs.length} pairs with ${pairDistance.length} distances`;
    throw corrupt(found, "ascending pairs with one distance each");
  }
  return { spec, pairs, codeOfPair: indexPairs(pairs), pairDistance, detour, meanDistance };
}

function isNumbers(values: unknown): boolean {
  return Array.isArray(values) && values.every(Number.isFinite);
}

function corrupt(found: string, expected: string): TaxiError {
  return new TaxiError(`Cannot use the features of this model: found ${found}, expected ${expected}`, {
    code: "corrupt_model",
  });
}
