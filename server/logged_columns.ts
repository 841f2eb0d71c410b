import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import type { FeatureColumn } from "../tracking/prediction_queue.ts";

/** What the prediction log keeps of a trip, by TLC's names. */
export const LOGGED_COLUMNS: readonly FeatureColumn[] = [
  { name: "PULocationID", type: "integer" },
  { name: "DOLocationID", type: "integer" },
  { name: "trip_distance", type: "number" },
  { name: "pickup_datetime", type: "local_time" },
];

/** Trips as {@linkcode LOGGED_COLUMNS}; the arrays are the trips' own. */
export function loggedColumns(trips: TripRequests): readonly ArrayLike<number>[] {
  return [trips.pickupZone, trips.dropoffZone, trips.distance, trips.pickup];
}
