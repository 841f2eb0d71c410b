import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import { newYorkClock } from "../pipeline/trips/new_york_clock.ts";
import type { TripBody } from "./trip_body.ts";

const MICROSECONDS_PER_MILLISECOND = 1000;
const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;

/** Lays validated bodies out as the columns that every model predicts from. */
export function tripRequests(bodies: readonly TripBody[]): TripRequests {
  const trips = emptyTrips(bodies.length);
  bodies.forEach((body, row) => setTrip(trips, row, body));
  return trips;
}

/** So many trips of which nothing is told yet. */
export function emptyTrips(rows: number): TripRequests {
  return {
    rows,
    pickup: new Float64Array(rows),
    pickupZone: new Uint16Array(rows),
    dropoffZone: new Uint16Array(rows),
    distance: new Float64Array(rows),
  };
}

/** Writes a validated body over trip `row`. */
export function setTrip(trips: TripRequests, row: number, body: TripBody): void {
  trips.pickup[row] = body.pickup_datetime ? wallClock(body.pickup_datetime) : NaN;
  trips.distance[row] = body.trip_distance ?? NaN;
  trips.pickupZone[row] = body.PULocationID;
  trips.dropoffZone[row] = body.DOLocationID;
}

/** Microseconds since 1970 on New York's wall clock, of a local time or of a time with an offset from UTC. */
export function wallClock(time: string): number {
  if (!OFFSET.test(time)) return Date.parse(`${time}Z`) * MICROSECONDS_PER_MILLISECOND;
  return newYorkClock(Date.parse(time) * MICROSECONDS_PER_MILLISECOND);
}
