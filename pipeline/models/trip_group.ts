import { UNSEEN } from "../features/feature_matrix.ts";
import type { TripRequests } from "../features/feature_spec.ts";
import { type FittedFeatures, hasMiles, pairKey } from "../features/fitted_features.ts";

/**
 * How much a model knows of a trip: its pair was seen in training and its miles are told; the pair was seen and the miles are
 * not told; the pair was not seen. The less it knows, the further off it is.
 */
export const TRIP_GROUPS = ["known", "no_miles", "unseen_pair"] as const;

/** One of {@linkcode TRIP_GROUPS}. */
export type TripGroup = typeof TRIP_GROUPS[number];

/** Tells the index of a trip's group in {@linkcode TRIP_GROUPS}. A model that looks at nothing knows all trips alike. */
export function groupFinder(
  { spec, codeOfPair }: FittedFeatures,
): (trips: TripRequests, row: number) => number {
  if (spec.length === 0) return () => 0;
  return ({ pickupZone, dropoffZone, distance }, row) => {
    if (codeOfPair[pairKey(pickupZone[row], dropoffZone[row])] === UNSEEN) return 2;
    return hasMiles(distance[row]) ? 0 : 1;
  };
}
