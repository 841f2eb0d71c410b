import assert from "node:assert/strict";
import { rowsOf } from "../../tests/sample_trips.ts";
import type { ColumnBatch } from "../engines/column_batch.ts";
import type { TableFile } from "../engines/table_file.ts";
import { normalizeTrips, REQUEST_COLUMNS, selectTripColumns } from "./normalize_trips.ts";

function tableWith(...columns: string[]): TableFile {
  return {
    path: "/data/trips.parquet",
    rows: 0,
    columns: new Map(columns.map((name) => [name, "float64"])),
    sources: new Map(columns.map((name) => [name, "float"])),
    read: () => assert.fail("nothing is to be read"),
  };
}

/** What is read from a table of these columns, by the name it gets. */
function selected(...columns: string[]): Record<string, string> {
  return Object.fromEntries(selectTripColumns(tableWith(...columns)).map(({ as, column }) => [as, column]));
}

Deno.test("selectTripColumns knows green and yellow columns, whatever the case of their names", () => {
  const zones = ["PULocationID", "DOLocationID"];
  for (const prefix of ["lpep_", "tpep_", ""]) {
    const times = [`${prefix}pickup_datetime`, `${prefix}dropoff_datetime`];
    const published = [...times, ...zones, "trip_distance", "passenger_count"];
    for (const columns of [published, published.map((name) => name.toUpperCase()).reverse()]) {
      const found = selected(...columns, "fare_amount");
      const spelt = (name: string) => columns.find((column) => column.toLowerCase() === name.toLowerCase());
      assert.deepEqual(found, {
        pickup: spelt(times[0]),
        dropoff: spelt(times[1]),
        pickupZone: spelt("PULocationID"),
        dropoffZone: spelt("DOLocationID"),
        distance: spelt("trip_distance"),
        passengerCount: spelt("passenger_count"),
      });
    }
  }
});

Deno.test("selectTripColumns does without passengers", () => {
  const found = selected(
    "lpep_pickup_datetime",
    "lpep_dropoff_datetime",
    "PULocationID",
    "DOLocationID",
    "trip_distance",
  );
  assert.equal("passengerCount" in found, false);
});

Deno.test("selectTripColumns names what is missing in one sentence", () => {
  const rest = ["lpep_pickup_datetime", "lpep_dropoff_datetime", "PULocationID", "DOLocationID"];
  const expected =
    "expected lpep_pickup_datetime, lpep_dropoff_datetime, PULocationID, DOLocationID, trip_distance";
  assert.throws(() => selected(...rest), {
    name: "TaxiError",
    code: "missing_columns",
    message: `Cannot use "trips.parquet": column trip_distance is missing, ${expected}`,
  });
  assert.throws(() => selected("a", "b"), {
    message:
      `Cannot use "trips.parquet": columns lpep_pickup_datetime, lpep_dropoff_datetime, PULocationID, ` +
      `DOLocationID, trip_distance are missing, ${expected}`,
  });
  assert.throws(() => selectTripColumns(tableWith("PULocationID"), REQUEST_COLUMNS), {
    message:
      'Cannot use "trips.parquet": column DOLocationID is missing, expected PULocationID, DOLocationID',
  });
});

Deno.test("normalizeTrips turns nulls into NaN and zone 0, and numbers that are no zones into 0", () => {
  const valid = Uint8Array.of(1, 0, 1, 1, 1);
  const number = (...values: number[]) => ({
    type: "float64" as const,
    values: Float64Array.from(values),
    valid,
  });
  const batch: ColumnBatch = {
    rows: 5,
    columns: {
      pickup: { ...number(10, 20, 30, 40, 50), type: "timestamp" },
      dropoff: { ...number(11, 21, 31, 41, 51), type: "timestamp" },
      pickupZone: number(1, 2, 265, 266, -1),
      dropoffZone: number(0, 2, NaN, 70_000, 132),
      distance: number(0, 7, 1.5, -3, 360_068),
      passengerCount: { type: "int64", values: Float64Array.of(0, 1, 2, 3, 4) },
    },
  };
  const before = structuredClone(batch);
  assert.deepEqual(rowsOf(normalizeTrips(batch)), [
    [10, 11, 1, 0, 0, 0],
    [NaN, NaN, 0, 0, NaN, 1],
    [30, 31, 265, 0, 1.5, 2],
    [40, 41, 0, 0, -3, 3],
    [50, 51, 0, 132, 360_068, 4],
  ]);
  assert.deepEqual(batch, before);
});

Deno.test("normalizeTrips takes columns that are absent as missing in every row", () => {
  const zone = { type: "float64" as const, values: Float64Array.of(74, 75) };
  const trips = normalizeTrips({ rows: 2, columns: { pickupZone: zone, dropoffZone: zone } });
  assert.deepEqual(rowsOf(trips), [[NaN, NaN, 74, 74, NaN, NaN], [NaN, NaN, 75, 75, NaN, NaN]]);
});
