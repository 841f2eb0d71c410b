import assert from "node:assert/strict";
import { join } from "node:path";
import { sampleTable, wallClock } from "../../tests/sample_trips.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { type Month, parseMonths } from "./month.ts";
import { readTrips } from "./read_trips.ts";
import { type StoredMonth, TripStore } from "./trip_store.ts";

const [DECEMBER, JANUARY, FEBRUARY] = parseMonths("2022-12..2023-02");

/** Stores a month of trips picked up at `times`; their miles number them from `first` on. */
function storeMonth(
  store: TripStore,
  month: Month,
  first: number,
  times: readonly string[],
): Promise<StoredMonth> {
  const pickups = times.map(wallClock);
  const origin = {
    taxi: "green",
    month,
    source: "synthetic",
    rawSha256: "raw",
    rules: {},
    ingestedAt: "",
  } as const;
  return store.write(origin, async (writer) => {
    await writer.keep(sampleTable(times.map((pickup, i) => ({ pickup, miles: first + i }))));
    return {
      rows: { read: times.length, kept: times.length, rejected: {} },
      pickups: [Math.min(...pickups), Math.max(...pickups)],
    };
  });
}

async function milesOf(
  store: TripStore,
  stored: readonly StoredMonth[],
  months: readonly Month[],
): Promise<number[]> {
  const miles: number[] = [];
  for await (const { distance, duration } of readTrips(store, stored, months)) {
    miles.push(...distance);
    assert.ok(duration.every((minutes) => minutes === 10));
  }
  return miles;
}

Deno.test("readTrips gives each trip to the month of its pick-up, whichever file it is in", async () => {
  await withTemporaryFolder(async (folder) => {
    const store = new TripStore(join(folder, "trips"));
    const january = await storeMonth(store, JANUARY, 1, [
      "2023-01-01T00:00:00",
      "2022-12-31T23:59:59.999999",
      "2023-01-31T23:59:59.999999",
      "2023-02-01T00:00:00",
    ]);
    const february = await storeMonth(store, FEBRUARY, 11, ["2023-01-31T23:00:00", "2023-02-28T23:59:59"]);
    const stored = [january, february];
    assert.deepEqual(await milesOf(store, stored, [DECEMBER]), [2]);
    assert.deepEqual(await milesOf(store, stored, [JANUARY]), [1, 3, 11]);
    assert.deepEqual(await milesOf(store, stored, [FEBRUARY]), [4, 12]);
    assert.deepEqual(await milesOf(store, stored, [JANUARY, FEBRUARY]), [1, 3, 4, 11, 12]);
    assert.deepEqual(await milesOf(store, stored, [DECEMBER, JANUARY, FEBRUARY]), [1, 2, 3, 4, 11, 12]);
    assert.deepEqual(await milesOf(store, stored, []), []);
  });
});

Deno.test("readTrips does not open the files of months that are elsewhere in time", async () => {
  await withTemporaryFolder(async (folder) => {
    const store = new TripStore(join(folder, "trips"));
    const january = await storeMonth(store, JANUARY, 1, ["2023-01-15T00:00:00"]);
    const february = await storeMonth(store, FEBRUARY, 11, ["2023-02-01T00:00:00"]);
    await Deno.remove(store.path(february));
    assert.deepEqual(await milesOf(store, [january, february], [JANUARY]), [1]);
    await assert.rejects(milesOf(store, [january, february], [FEBRUARY]), {
      name: "UsageError",
      message: /no such file$/,
    });
  });
});
