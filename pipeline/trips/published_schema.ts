import type { ColumnType } from "../engines/column_batch.ts";
import type { Month } from "./month.ts";
import type { TaxiKind } from "./taxi_kind.ts";

/** A column as TLC publishes it. */
export interface PublishedColumn {
  /** Spelt as in that month's file. */
  readonly name: string;
  /** Physical type in the file. */
  readonly type: ColumnType;
}

/** First month in which ids shrank to int32 and counts became int64. */
const NARROW_IDS = "2023-02";
/** First month with the fee for driving into Manhattan below 60th Street. */
const CBD_FEE = "2025-01";

/**
 * The columns of a month's Parquet file in published order, after TLC's own data dictionaries and files. Two changes matter:
 * from 2023-02 on ids are int32 instead of int64, counts and codes are int64 instead of float64, and yellow's `airport_fee` is
 * spelt `Airport_fee`; from 2025-01 on both kinds end with `cbd_congestion_fee`. Every column but the ids and times may
 * hold nulls.
 *
 * Green's `ehail_fee` never holds a value: in the files to 2023-01 it has Parquet's null type, here an all-null float64.
 */
export function publishedSchema(taxi: TaxiKind, month: Month): readonly PublishedColumn[] {
  const types: Types = month < NARROW_IDS
    ? { id: "int64", count: "float64" }
    : { id: "int32", count: "int64" };
  const columns = taxi === "green" ? greenColumns(types) : yellowColumns(types, month);
  if (month >= CBD_FEE) columns.push(["cbd_congestion_fee", "float64"]);
  return columns.map(([name, type]) => ({ name, type }));
}

interface Types {
  /** VendorID and the zones. */
  readonly id: ColumnType;
  /** Passengers, and codes that dispatched trips lack. */
  readonly count: ColumnType;
}

function greenColumns({ id, count }: Types): [string, ColumnType][] {
  return [
    ["VendorID", id],
    ["lpep_pickup_datetime", "timestamp"],
    ["lpep_dropoff_datetime", "timestamp"],
    ["store_and_fwd_flag", "string"],
    ["RatecodeID", count],
    ["PULocationID", id],
    ["DOLocationID", id],
    ["passenger_count", count],
    ["trip_distance", "float64"],
    ["fare_amount", "float64"],
    ["extra", "float64"],
    ["mta_tax", "float64"],
    ["tip_amount", "float64"],
    ["tolls_amount", "float64"],
    ["ehail_fee", "float64"],
    ["improvement_surcharge", "float64"],
    ["total_amount", "float64"],
    ["payment_type", count],
    ["trip_type", count],
    ["congestion_surcharge", "float64"],
  ];
}

function yellowColumns({ id, count }: Types, month: Month): [string, ColumnType][] {
  return [
    ["VendorID", id],
    ["tpep_pickup_datetime", "timestamp"],
    ["tpep_dropoff_datetime", "timestamp"],
    ["passenger_count", count],
    ["trip_distance", "float64"],
    ["RatecodeID", count],
    ["store_and_fwd_flag", "string"],
    ["PULocationID", id],
    ["DOLocationID", id],
    ["payment_type", "int64"],
    ["fare_amount", "float64"],
    ["extra", "float64"],
    ["mta_tax", "float64"],
    ["tip_amount", "float64"],
    ["tolls_amount", "float64"],
    ["improvement_surcharge", "float64"],
    ["total_amount", "float64"],
    ["congestion_surcharge", "float64"],
    [month < NARROW_IDS ? "airport_fee" : "Airport_fee", "float64"],
  ];
}
