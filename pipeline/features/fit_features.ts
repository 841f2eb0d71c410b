import type { TripTable } from "../trips/trip_table.ts";
import type { FeatureSpec } from "./feature_spec.ts";
import { type FittedFeatures, hasMiles, indexPairs, pairKey } from "./fitted_features.ts";
import { ZONE_CODES, zoneDistance } from "./zone_distance.ts";

/** Trips that the typical miles of a pair count as having besides its own, at the miles its zones suggest. */
const PRIOR_TRIPS = 5;

/**
 * Learns every encoding of `spec` from training rows, in one pass and in memory that does not grow with them.
 *
 * The typical miles of a pair are the mean of its trips with miles, shrunk towards the miles between its zones times the
 * city's mean detour, so that a pair with one trip is not taken at its word.
 */
export async function fitFeatures(
  spec: FeatureSpec,
  batches: AsyncIterable<TripTable>,
): Promise<FittedFeatures> {
  const trips = new Uint32Array(ZONE_CODES ** 2), told = new Uint32Array(ZONE_CODES ** 2);
  const miles = new Float64Array(ZONE_CODES ** 2);
  for await (const { rows, pickupZone, dropoffZone, distance } of batches) {
    for (let row = 0; row < rows; row++) {
      const key = pairKey(pickupZone[row], dropoffZone[row]);
      trips[key]++;
      if (hasMiles(distance[row])) {
        told[key]++;
        miles[key] += distance[row];
      }
    }
  }
  const pairs = Int32Array.from(trips.keys()).filter((key) => trips[key] > 0);
  const { detour, meanDistance } = summarizeDistance(pairs, told, miles);
  const pairDistance = Float64Array.from(pairs, (key) => {
    const suggested = suggestedDistance(key, detour, meanDistance);
    return (miles[key] + PRIOR_TRIPS * suggested) / (told[key] + PRIOR_TRIPS);
  });
  return { spec, pairs, codeOfPair: indexPairs(pairs), pairDistance, detour, meanDistance };
}

function summarizeDistance(pairs: Int32Array, told: Uint32Array, miles: Float64Array) {
  let allMiles = 0, allTold = 0, driven = 0, straight = 0;
  for (const key of pairs) {
    const between = straightDistance(key);
    allMiles += miles[key];
    allTold += told[key];
    if (!Number.isNaN(between)) {
      driven += miles[key];
      straight += told[key] * between;
    }
  }
  return { detour: straight > 0 ? driven / straight : 1, meanDistance: allTold > 0 ? allMiles / allTold : 0 };
}

function suggestedDistance(key: number, detour: number, meanDistance: number): number {
  const between = straightDistance(key);
  return Number.isNaN(between) ? meanDistance : detour * between;
}

function straightDistance(key: number): number {
  return zoneDistance(Math.floor(key / ZONE_CODES), key % ZONE_CODES);
}
