import type { CleaningRule } from "./cleaning_rules.ts";
import { MICROSECONDS_PER_MINUTE, type TripBatch, type TripTable } from "./trip_table.ts";

/** A batch after cleaning: what stays, what goes, and for each that goes the index of the rule that rejected it. */
export interface CleanedBatch {
  /** Rows that every rule accepts, in the batch's order. */
  readonly kept: TripTable;
  /** All other rows, in the batch's order; what they are missing is missing still. */
  readonly rejected: TripBatch;
  /** Index into the rules, one for each row of `rejected`. */
  readonly rejectedBy: Int32Array;
}

/** Applies the rules in order; the first that does not accept a row rejects it. */
export function cleanTrips(batch: TripBatch, rules: readonly CleaningRule[]): CleanedBatch {
  const keep = new Uint32Array(batch.rows),
    drop = new Uint32Array(batch.rows),
    by = new Int32Array(batch.rows);
  let kept = 0, rejected = 0;
  for (let row = 0; row < batch.rows; row++) {
    let rule = 0;
    while (rule < rules.length && rules[rule].accepts(batch, row)) rule++;
    if (rule === rules.length) keep[kept++] = row;
    else {
      by[rejected] = rule;
      drop[rejected++] = row;
    }
  }
  return {
    kept: tripTable(selectTrips(batch, keep.subarray(0, kept))),
    rejected: selectTrips(batch, drop.subarray(0, rejected)),
    rejectedBy: by.slice(0, rejected),
  };
}

/**
 * Gives clean trips their duration in minutes. The only maker of a {@linkcode TripTable}: call it on trips that passed
 * the rules, now or when they were stored.
 */
export function tripTable(trips: TripBatch): TripTable {
  const duration = new Float64Array(trips.rows);
  for (let row = 0; row < trips.rows; row++) {
    duration[row] = (trips.dropoff[row] - trips.pickup[row]) / MICROSECONDS_PER_MINUTE;
  }
  return { ...trips, duration } as TripTable;
}

/** The rows at `indices`, in that order. */
export function selectTrips(trips: TripBatch, indices: Uint32Array): TripBatch {
  const numbers = (column: Float64Array) => {
    const selected = new Float64Array(indices.length);
    for (let i = 0; i < indices.length; i++) selected[i] = column[indices[i]];
    return selected;
  };
  const zones = (column: Uint16Array) => {
    const selected = new Uint16Array(indices.length);
    for (let i = 0; i < indices.length; i++) selected[i] = column[indices[i]];
    return selected;
  };
  return {
    rows: indices.length,
    pickup: numbers(trips.pickup),
    dropoff: numbers(trips.dropoff),
    pickupZone: zones(trips.pickupZone),
    dropoffZone: zones(trips.dropoffZone),
    distance: numbers(trips.distance),
    passengerCount: numbers(trips.passengerCount),
  };
}
