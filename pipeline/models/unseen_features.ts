import { UNSEEN } from "../features/feature_matrix.ts";
import type { TripRequests } from "../features/feature_spec.ts";
import { type FittedFeatures, pairKey } from "../features/fitted_features.ts";
import { ZONE_CODES } from "../features/zone_distance.ts";

/** What of a trip a model may never have seen in training, in the order in which it is told. */
export const UNSEEN_FEATURES = ["PULocationID", "DOLocationID", "PU_DO"] as const;

/** One of {@linkcode UNSEEN_FEATURES}. */
export type UnseenFeature = typeof UNSEEN_FEATURES[number];

/**
 * Answers by which zones are unseen: bit 0 for the pick-up, bit 1 for the drop-off. Shared, so that no trip costs an array, and
 * not frozen, since V8 takes twice as long for the JSON of whatever holds a frozen array.
 */
const ANSWERS: readonly (readonly UnseenFeature[])[] = [0, 1, 2, 3].map((bits) =>
  UNSEEN_FEATURES.filter((_, at) => at === 2 || (bits & (1 << at)) !== 0)
);

const NOTHING: readonly UnseenFeature[] = [];

/**
 * Finds what the training trips of `features` never had: the pair, and with it perhaps a zone. A model that looks at no zones
 * lacks none.
 */
export function unseenFinder(
  { spec, pairs, codeOfPair }: FittedFeatures,
): (trips: TripRequests, row: number) => readonly UnseenFeature[] {
  if (spec.length === 0) return () => NOTHING;
  const unseenPickup = new Uint8Array(ZONE_CODES).fill(1), unseenDropoff = new Uint8Array(ZONE_CODES).fill(2);
  for (const key of pairs) {
    unseenPickup[Math.floor(key / ZONE_CODES)] = 0;
    unseenDropoff[key % ZONE_CODES] = 0;
  }
  return ({ pickupZone, dropoffZone }, row) => {
    const from = pickupZone[row], to = dropoffZone[row];
    return codeOfPair[pairKey(from, to)] === UNSEEN
      ? ANSWERS[unseenPickup[from] | unseenDropoff[to]]
      : NOTHING;
  };
}
