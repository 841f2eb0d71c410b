import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { sha256OfFile } from "../../lib/hash.ts";
import { rowsOf, wallClock } from "../../tests/sample_trips.ts";
import { namesIn, withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { tlcFile, tlcTest } from "../../tests/tlc_files.ts";
import { TableWriter } from "../engines/table_writer.ts";
import { cleaningRules, DEFAULT_MAX_DISTANCE } from "./cleaning_rules.ts";
import { folderSource } from "./folder_source.ts";
import { ingestMonth, sumSummaries } from "./ingest_month.ts";
import { monthStart, parseMonth } from "./month.ts";
import type { TaxiKind } from "./taxi_kind.ts";
import { type StoredMonth, TripStore } from "./trip_store.ts";

const NOW = new Date("2023-05-01T00:00:00Z");

const TYPES = {
  lpep_pickup_datetime: "timestamp",
  lpep_dropoff_datetime: "timestamp",
  PULocationID: "int64",
  DOLocationID: "int64",
  trip_distance: "float64",
  passenger_count: "float64",
} as const;

/** A raw row: ISO pick-up, minutes, miles. */
type RawRow = readonly [pickup: string, minutes: number, miles: number];

async function writeRaw(folder: string, rows: readonly RawRow[]): Promise<void> {
  const numbers = (value: (row: RawRow) => number) => Float64Array.from(rows, value);
  const pickup = numbers(([iso]) => wallClock(iso));
  const zones = { type: "int64", values: numbers(() => 74) } as const;
  const writer = new TableWriter(join(folder, "green_tripdata_2023-01.parquet"), "parquet", TYPES);
  if (rows.length > 0) {
    await writer.write({
      rows: rows.length,
      columns: {
        lpep_pickup_datetime: { type: "timestamp", values: pickup },
        lpep_dropoff_datetime: {
          type: "timestamp",
          values: pickup.map((time, row) => time + rows[row][1] * 60e6),
        },
        PULocationID: zones,
        DOLocationID: zones,
        trip_distance: { type: "float64", values: numbers(([, , miles]) => miles) },
        passenger_count: { type: "float64", values: numbers(() => 0), valid: new Uint8Array(rows.length) },
      },
    });
  }
  await writer.finish();
}

async function ingest(folder: string, taxi: TaxiKind = "green", text = "2023-01"): Promise<StoredMonth> {
  const month = parseMonth(text);
  return await ingestMonth(new TripStore(join(folder, "trips")), {
    taxi,
    month,
    raw: await folderSource(folder).fetch(taxi, month),
    rules: cleaningRules([month], DEFAULT_MAX_DISTANCE),
    now: NOW,
  });
}

const GOOD: RawRow = ["2023-01-15T12:00:00", 10, 2];

Deno.test("ingestMonth stores the trips that pass, and how many each rule rejected", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeRaw(folder, [
      ["2023-01-20T08:00:00", 20, 4],
      ["2008-12-31T23:02:00", 0, 2],
      ["2008-12-31T23:02:00", 20, 360_068],
      ["2023-01-15T12:00:00", 10, 360_068],
      GOOD,
    ]);
    const stored = await ingest(folder);
    assert.deepEqual(stored.rows, { read: 5, kept: 2, rejected: { duration: 1, month: 1, distance: 1 } });
    assert.deepEqual(stored.pickups, [wallClock("2023-01-15T12:00:00"), wallClock("2023-01-20T08:00:00")]);
    const raw = join(folder, "green_tripdata_2023-01.parquet");
    assert.equal(stored.source, raw);
    assert.equal(stored.rawSha256, await sha256OfFile(raw));
    assert.equal(stored.ingestedAt, "2023-05-01T00:00:00.000Z");
    const store = new TripStore(join(folder, "trips"));
    const trips = await Array.fromAsync(store.read(await store.find("green", stored.month)));
    assert.deepEqual(trips.flatMap(rowsOf), [
      [wallClock("2023-01-20T08:00:00"), wallClock("2023-01-20T08:20:00"), 74, 74, 4, NaN],
      [wallClock("2023-01-15T12:00:00"), wallClock("2023-01-15T12:10:00"), 74, 74, 2, NaN],
    ]);
  });
});

Deno.test("ingestMonth accounts for every row that it read", async () => {
  await withTemporaryFolder(async (folder) => {
    const row = fc.tuple(
      fc.constantFrom(
        "2022-12-31T23:59:59",
        "2023-01-01T00:00:00",
        "2023-01-31T23:59:59",
        "2023-02-01T00:00:00",
      ),
      fc.integer({ min: -2, max: 62 }),
      fc.constantFrom(-1, 0, 2.5, 100, 101),
    );
    const property = fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (rows) => {
      await writeRaw(folder, [GOOD, ...rows]);
      const { rows: { read, kept, rejected } } = await ingest(folder);
      assert.equal(read, rows.length + 1);
      assert.equal(kept + Object.values(rejected).reduce((sum, count) => sum + count, 0), read);
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

Deno.test("ingestMonth refuses a month that leaves no trip, and stores nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "green_tripdata_2023-01.parquet");
    const faults: [RawRow[], string][] = [
      [[], "it has no rows"],
      [
        [["2023-01-15T12:00:00", 0, 2], ["2023-02-01T00:00:00", 5, 2]],
        "all 2 rows were rejected (duration: 1, month: 1, distance: 0)",
      ],
    ];
    for (const [rows, found] of faults) {
      await writeRaw(folder, rows);
      await assert.rejects(ingest(folder), {
        name: "TaxiError",
        code: "no_trips",
        message: `Cannot ingest "${path}": ${found}, expected trips of the asked months`,
      });
      assert.deepEqual(namesIn(join(folder, "trips", "green")), []);
    }
  });
});

Deno.test("ingestMonth keeps the month it has when the next raw file is of no use", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeRaw(folder, [GOOD]);
    const stored = await ingest(folder);
    const names = namesIn(join(folder, "trips", "green"));
    await writeRaw(folder, []);
    await assert.rejects(ingest(folder), { code: "no_trips" });
    await Deno.writeTextFile(join(folder, "green_tripdata_2023-01.parquet"), "PAR1 cut off in the middle");
    await assert.rejects(ingest(folder), {
      message: 'Cannot read "green_tripdata_2023-01.parquet": footer is "ddle", expected "PAR1"',
    });
    assert.deepEqual(await new TripStore(join(folder, "trips")).find("green", stored.month), stored);
    assert.deepEqual(namesIn(join(folder, "trips", "green")), names);
  });
});

Deno.test("sumSummaries adds months up rule by rule", () => {
  assert.deepEqual(
    sumSummaries([
      { read: 10, kept: 7, rejected: { duration: 2, distance: 1 } },
      { read: 5, kept: 4, rejected: { duration: 1, month: 0 } },
    ]),
    { read: 15, kept: 11, rejected: { duration: 3, distance: 1, month: 0 } },
  );
  assert.deepEqual(sumSummaries([]), { read: 0, kept: 0, rejected: {} });
});

/** Parts of TLC's yellow months that others saved again: nanosecond times, other column types and spellings. */
const SAMPLES: [file: string, month: string, rows: number][] = [
  ["yellow_2015-01-01_100k_mage.parquet", "2015-01", 100_000],
  ["yellow_2022-01_first100k_mlflow.parquet", "2022-01", 100_000],
  ["yellow_2025-02_sample5k.parquet", "2025-02", 5_000],
];

for (const [file, month, rows] of SAMPLES) {
  tlcTest(`ingestMonth reads yellow ${month} as others saved it`, async () => {
    await withTemporaryFolder(async (folder) => {
      await Deno.copyFile(tlcFile(`samples/${file}`), join(folder, `yellow_tripdata_${month}.parquet`));
      const stored = await ingest(folder, "yellow", month);
      const { read, kept, rejected } = stored.rows;
      assert.equal(read, rows);
      assert.equal(kept + rejected.duration + rejected.month + rejected.distance, rows);
      assert.ok(kept > 0.97 * rows, `kept ${kept} of ${rows}`);
      const minutes = await meanMinutes(folder, stored);
      assert.ok(minutes > 8 && minutes < 20, `mean duration ${minutes} minutes`);
      assert.ok(stored.pickups[0] >= monthStart(stored.month));
    });
  });
}

async function meanMinutes(folder: string, stored: StoredMonth): Promise<number> {
  let minutes = 0;
  for await (const { duration } of new TripStore(join(folder, "trips")).read(stored)) {
    for (const value of duration) minutes += value;
  }
  return minutes / stored.rows.kept;
}
