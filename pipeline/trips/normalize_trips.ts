import { basename } from "node:path";
import { TaxiError } from "../../lib/errors.ts";
import type { Column, ColumnBatch, ColumnType } from "../engines/column_batch.ts";
import type { ColumnSelection, TableFile } from "../engines/table_file.ts";
import type { TripBatch } from "./trip_table.ts";

/** A column of {@linkcode TripBatch}, and the names that TLC has published it under. */
const PUBLISHED_AS: Readonly<Record<string, { names: readonly string[]; type: ColumnType }>> = {
  pickup: { names: ["lpep_pickup_datetime", "tpep_pickup_datetime", "pickup_datetime"], type: "timestamp" },
  dropoff: {
    names: ["lpep_dropoff_datetime", "tpep_dropoff_datetime", "dropoff_datetime"],
    type: "timestamp",
  },
  pickupZone: { names: ["PULocationID"], type: "float64" },
  dropoffZone: { names: ["DOLocationID"], type: "float64" },
  distance: { names: ["trip_distance"], type: "float64" },
  passengerCount: { names: ["passenger_count"], type: "float64" },
};

/** Columns without which a file is no record of trips that were made. */
export const RECORD_COLUMNS = ["pickup", "dropoff", "pickupZone", "dropoffZone", "distance"] as const;

/** Columns without which a trip's duration cannot be asked for. */
export const REQUEST_COLUMNS = ["pickupZone", "dropoffZone"] as const;

const LAST_ZONE = 265;

/**
 * Finds the columns of trips in a table of any year, whatever the case of their names; those that are not `required` may be
 * absent.
 *
 * @throws TaxiError naming the required columns that are missing
 */
export function selectTripColumns(
  table: TableFile,
  required: readonly string[] = RECORD_COLUMNS,
): ColumnSelection[] {
  const published = new Map([...table.columns.keys()].map((name) => [name.toLowerCase(), name]));
  const selection: ColumnSelection[] = [];
  const missing: string[] = [];
  for (const [as, { names, type }] of Object.entries(PUBLISHED_AS)) {
    const column = names.map((name) => published.get(name.toLowerCase())).find((name) => name !== undefined);
    if (column !== undefined) selection.push({ column, as, type });
    else if (required.includes(as)) missing.push(names[0]);
  }
  if (missing.length > 0) {
    const expected = required.map((name) => PUBLISHED_AS[name].names[0]).join(", ");
    const which = missing.length === 1
      ? `column ${missing[0]} is missing`
      : `columns ${missing.join(", ")} are missing`;
    throw new TaxiError(`Cannot use "${basename(table.path)}": ${which}, expected ${expected}`, {
      code: "missing_columns",
    });
  }
  return selection;
}

/** Columns, as {@linkcode selectTripColumns} names them, in the one schema of every year: nulls become NaN or zone 0. */
export function normalizeTrips({ rows, columns }: ColumnBatch): TripBatch {
  const optional = (column: Column | undefined) =>
    column ? numbers(column) : new Float64Array(rows).fill(NaN);
  return {
    rows,
    pickup: optional(columns.pickup),
    dropoff: optional(columns.dropoff),
    pickupZone: zones(columns.pickupZone),
    dropoffZone: zones(columns.dropoffZone),
    distance: optional(columns.distance),
    passengerCount: optional(columns.passengerCount),
  };
}

/** NaN for nulls; a column without nulls is not copied. */
function numbers({ type, values, valid }: Column): Float64Array {
  if (valid === undefined && type !== "int32" && type !== "string") return values;
  const numbers = new Float64Array(values);
  if (valid !== undefined) {
    for (let row = 0; row < numbers.length; row++) if (valid[row] === 0) numbers[row] = NaN;
  }
  return numbers;
}

/** A plain loop: `Uint16Array.from` takes twenty times as long on millions of rows. */
function zones(column: Column): Uint16Array {
  const published = numbers(column);
  const zones = new Uint16Array(published.length);
  for (let row = 0; row < zones.length; row++) {
    const zone = published[row];
    if (zone >= 1 && zone <= LAST_ZONE) zones[row] = zone;
  }
  return zones;
}
