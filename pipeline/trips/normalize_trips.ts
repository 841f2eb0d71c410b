import { basename } from "node:path";
import { TaxiError } from "../../lib/errors.ts";
import type { Column, ColumnBatch, ColumnType } from "../engines/column_batch.ts";
import type { ColumnSelection, TableFile } from "../engines/table_file.ts";
import type { TripBatch } from "./trip_table.ts";

/** The columns that `taxi` needs, by the names of {@linkcode TripBatch}, with the names that TLC has published them under. */
const WANTED: Readonly<Record<string, { names: readonly string[]; type: ColumnType; optional?: boolean }>> = {
  pickup: { names: ["lpep_pickup_datetime", "tpep_pickup_datetime", "pickup_datetime"], type: "timestamp" },
  dropoff: {
    names: ["lpep_dropoff_datetime", "tpep_dropoff_datetime", "dropoff_datetime"],
    type: "timestamp",
  },
  pickupZone: { names: ["PULocationID"], type: "float64" },
  dropoffZone: { names: ["DOLocationID"], type: "float64" },
  distance: { names: ["trip_distance"], type: "float64" },
  passengerCount: { names: ["passenger_count"], type: "float64", optional: true },
};

const LAST_ZONE = 265;

/**
 * Finds the needed columns in a raw month of any year, whatever the case of their names.
 *
 * @throws TaxiError naming the columns that are missing
 */
export function selectTripColumns(table: TableFile): ColumnSelection[] {
  const published = new Map([...table.columns.keys()].map((name) => [name.toLowerCase(), name]));
  const selection: ColumnSelection[] = [];
  const missing: string[] = [];
  for (const [as, { names, type, optional }] of Object.entries(WANTED)) {
    const column = names.map((name) => published.get(name.toLowerCase())).find((name) => name !== undefined);
    if (column !== undefined) selection.push({ column, as, type });
    else if (!optional) missing.push(names[0]);
  }
  if (missing.length > 0) {
    throw new TaxiError(
      `Cannot use "${basename(table.path)}": column ${missing.join(", ")} is missing, ` +
        `expected a TLC trip record with pick-up and drop-off times, zones and trip_distance`,
      { code: "missing_columns" },
    );
  }
  return selection;
}

/** Raw columns, as {@linkcode selectTripColumns} names them, in the one schema of every year: nulls become NaN or zone 0. */
export function normalizeTrips(raw: ColumnBatch): TripBatch {
  const { rows, columns } = raw;
  return {
    rows,
    pickup: numbers(columns.pickup),
    dropoff: numbers(columns.dropoff),
    pickupZone: zones(columns.pickupZone),
    dropoffZone: zones(columns.dropoffZone),
    distance: numbers(columns.distance),
    passengerCount: columns.passengerCount
      ? numbers(columns.passengerCount)
      : new Float64Array(rows).fill(NaN),
  };
}

function numbers(column: Column): Float64Array {
  const values = Float64Array.from(column.values);
  const { valid } = column;
  if (valid !== undefined) {
    for (let row = 0; row < values.length; row++) if (valid[row] === 0) values[row] = NaN;
  }
  return values;
}

function zones(column: Column): Uint16Array {
  return Uint16Array.from(numbers(column), (zone) => zone >= 1 && zone <= LAST_ZONE ? zone : 0);
}
