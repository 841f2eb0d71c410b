/**
 * Trips as struct of arrays, each of `rows` values: the one schema that every year and kind is normalised to.
 * Times are microseconds since 1970 on New York's wall clock; a missing number is NaN, a missing zone 0.
 */
export interface TripBatch {
  /** Trips in the batch: the length of every array. */
  readonly rows: number;
  /** When the meter was engaged. */
  readonly pickup: Float64Array;
  /** When the meter was disengaged; before `pickup` in some raw records. */
  readonly dropoff: Float64Array;
  /** TLC LocationID 1..265; 0 when missing. */
  readonly pickupZone: Uint16Array;
  /** TLC LocationID 1..265; 0 when missing. */
  readonly dropoffZone: Uint16Array;
  /** Miles on the taximeter. */
  readonly distance: Float64Array;
  /** As the driver entered it, so 0 occurs; stored for people, used by no model. */
  readonly passengerCount: Float64Array;
}

/** Trips that passed the cleaning rules, with their duration in minutes. Made by `cleanTrips` and read back from the store. */
export interface TripTable extends TripBatch {
  /** Mark for the compiler alone; no value has it at run time. Only `tripTable` may give it. */
  readonly __brand: "TripTable";
  /** Drop-off minus pick-up, minutes. */
  readonly duration: Float64Array;
}

/** Microseconds in a minute, the unit of every duration. */
export const MICROSECONDS_PER_MINUTE = 60e6;
