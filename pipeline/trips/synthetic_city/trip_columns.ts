import type { Column, ColumnBatch, ColumnType } from "../../engines/column_batch.ts";
import { type Month, monthStart } from "../month.ts";
import { publishedSchema } from "../published_schema.ts";
import type { TaxiKind } from "../taxi_kind.ts";
import { totalCents } from "./fares.ts";
import type { TripDraft } from "./trip_draft.ts";

const MICROSECONDS = 1e6;
const FLAGS = ["N", "Y"];

/** Each published column's value of a trip; `start` is the month's first microsecond. */
const VALUES: Readonly<Record<string, (trip: TripDraft, start: number) => number>> = {
  VendorID: (trip) => trip.vendor,
  lpep_pickup_datetime: pickupMicroseconds,
  lpep_dropoff_datetime: dropoffMicroseconds,
  tpep_pickup_datetime: pickupMicroseconds,
  tpep_dropoff_datetime: dropoffMicroseconds,
  store_and_fwd_flag: (trip) => trip.stored,
  RatecodeID: (trip) => trip.ratecode,
  PULocationID: (trip) => trip.from,
  DOLocationID: (trip) => trip.to,
  passenger_count: (trip) => trip.passengers,
  trip_distance: (trip) => trip.distance / 100,
  fare_amount: (trip) => trip.fare / 100,
  extra: (trip) => trip.extra / 100,
  mta_tax: (trip) => trip.mtaTax / 100,
  tip_amount: (trip) => trip.tip / 100,
  tolls_amount: (trip) => trip.tolls / 100,
  ehail_fee: () => 0, // under a null
  improvement_surcharge: (trip) => trip.improvement / 100,
  total_amount: (trip) => totalCents(trip) / 100,
  payment_type: (trip) => trip.detailed * trip.payment, // 0 where yellow's other details are null
  trip_type: (trip) => trip.tripType,
  congestion_surcharge: (trip) => trip.congestion / 100,
  airport_fee: (trip) => trip.airport / 100,
  Airport_fee: (trip) => trip.airport / 100,
  cbd_congestion_fee: (trip) => trip.businessDistrict / 100,
};

/** Columns that are null together when a trip's details never reached TLC; yellow's payment_type is 0 instead. */
const DETAILS: Readonly<Record<TaxiKind, readonly string[]>> = {
  green: ["store_and_fwd_flag", "RatecodeID", "passenger_count", "payment_type", "trip_type"],
  yellow: ["store_and_fwd_flag", "RatecodeID", "passenger_count"],
};

/** Room for the trips of one batch, in the columns and types of a month's schema. */
export interface TripColumns {
  /** Copies a trip into the row. */
  set(row: number, trip: TripDraft): void;
  /** The batch, once every row is set. */
  readonly batch: ColumnBatch;
}

/** Empty columns for `rows` trips of a month. */
export function tripColumns(taxi: TaxiKind, month: Month, rows: number): TripColumns {
  const start = monthStart(month);
  const detailed = new Uint8Array(rows);
  const missing = new Uint8Array(rows);
  const columns = publishedSchema(taxi, month).map(({ name, type }): [string, Column] => {
    const valid = name === "ehail_fee" ? missing : DETAILS[taxi].includes(name) ? detailed : undefined;
    return [name, emptyColumn(type, rows, valid)];
  });
  const writers = columns.map(([name, { values }]) => ({ values, valueOf: VALUES[name] }));
  return {
    set(row, trip) {
      detailed[row] = trip.detailed;
      for (const { values, valueOf } of writers) values[row] = valueOf(trip, start);
    },
    batch: { rows, columns: Object.fromEntries(columns) },
  };
}

function emptyColumn(type: ColumnType, rows: number, valid?: Uint8Array): Column {
  if (type === "string") return { type, values: new Int32Array(rows), levels: FLAGS, valid };
  if (type === "int32") return { type, values: new Int32Array(rows), valid };
  return { type, values: new Float64Array(rows), valid };
}

function pickupMicroseconds(trip: TripDraft, start: number): number {
  return start + trip.pickup * MICROSECONDS;
}

function dropoffMicroseconds(trip: TripDraft, start: number): number {
  return start + (trip.pickup + trip.seconds) * MICROSECONDS;
}
