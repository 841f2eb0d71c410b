import fc from "fast-check";
import { tripTable } from "../pipeline/trips/clean_trips.ts";
import { MICROSECONDS_PER_MINUTE, type TripBatch, type TripTable } from "../pipeline/trips/trip_table.ts";

/** One trip in the words of a test; what is not told has a plain value. */
export interface SampleTrip {
  /** Microseconds on the wall clock, or an ISO date-time without a zone. */
  readonly pickup?: number | string;
  readonly minutes?: number;
  readonly from?: number;
  readonly to?: number;
  readonly miles?: number;
  readonly passengers?: number;
}

/** Microseconds of an ISO date-time on the wall clock. */
export function wallClock(iso: string): number {
  return Date.parse(`${iso}Z`) * 1000;
}

/** Trips as a batch that is not cleaned. */
export function sampleBatch(trips: readonly SampleTrip[]): TripBatch {
  const time = ({ pickup = "2023-01-15T12:00:00" }: SampleTrip) =>
    typeof pickup === "string" ? wallClock(pickup) : pickup;
  return {
    rows: trips.length,
    pickup: Float64Array.from(trips, time),
    dropoff: Float64Array.from(trips, (trip) => time(trip) + (trip.minutes ?? 10) * MICROSECONDS_PER_MINUTE),
    pickupZone: Uint16Array.from(trips, ({ from }) => from ?? 74),
    dropoffZone: Uint16Array.from(trips, ({ to }) => to ?? 75),
    distance: Float64Array.from(trips, ({ miles }) => miles ?? 2),
    passengerCount: Float64Array.from(trips, ({ passengers }) => passengers ?? 1),
  };
}

/** Trips as if cleaned, with their durations. */
export function sampleTable(trips: readonly SampleTrip[]): TripTable {
  return tripTable(sampleBatch(trips));
}

/** Rows of a table as tests compare them. */
export function rowsOf(trips: TripBatch): number[][] {
  return Array.from({ length: trips.rows }, (_, row) => [
    trips.pickup[row],
    trips.dropoff[row],
    trips.pickupZone[row],
    trips.dropoffZone[row],
    trips.distance[row],
    trips.passengerCount[row],
  ]);
}

/** Batches as the asynchronous stream in which fits take them. */
export async function* streamOf<T>(...batches: readonly T[]): AsyncGenerator<T> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

/** The bits of a number: tells −0 from 0 and finds NaN equal to itself. */
export function bitsOf(values: Float64Array): BigUint64Array {
  return new BigUint64Array(values.slice().buffer);
}

/**
 * Any trip: few zones so that pairs repeat, unknown zones (0, 264, 265), missing and zero miles, and now and then an odometer error.
 */
export const anyTrip: fc.Arbitrary<SampleTrip> = fc.record({
  minutes: fc.integer({ min: 1, max: 3600 }).map((seconds) => seconds / 60),
  from: fc.constantFrom(0, 41, 74, 75, 132, 264, 265),
  to: fc.constantFrom(0, 41, 74, 75, 138, 264, 265),
  miles: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 3000 }).map((hundredths) => hundredths / 100) },
    { weight: 2, arbitrary: fc.constantFrom(0, NaN) },
    { weight: 1, arbitrary: fc.integer({ min: 1000, max: 360_068 }) },
  ),
});
