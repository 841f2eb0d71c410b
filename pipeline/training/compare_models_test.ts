import assert from "node:assert/strict";
import { seededRandom } from "../../lib/random.ts";
import { sampleTable } from "../../tests/sample_trips.ts";
import type { TripTable } from "../trips/trip_table.ts";
import { compareModels, isBetter } from "./compare_models.ts";

/** A model that is so many minutes off, trip by trip. */
function offBy(error: (row: number) => number) {
  return { predict: (trips: TripTable) => trips.duration.map((minutes, row) => minutes + error(row)) };
}

async function* batchesOf(tables: readonly TripTable[]) {
  await Promise.resolve();
  yield* tables;
}

/** Trips of so many days, so many on each. */
function days(count: number, trips: number): TripTable[] {
  return Array.from({ length: count }, (_, day) =>
    sampleTable(Array.from({ length: trips }, () => ({
      pickup: `2023-03-${String(day + 1).padStart(2, "0")}T12:00:00`,
      minutes: 10,
    }))));
}

Deno.test("compareModels tells the errors of both models on the same trips, and their difference", async () => {
  const trips = days(4, 3);
  const comparison = await compareModels(offBy(() => 3), offBy(() => -1), batchesOf(trips));
  assert.deepEqual(comparison, {
    rows: 12,
    days: 4,
    champion: { mae: 3, rmse: 3 },
    challenger: { mae: 1, rmse: 1 },
    difference: { mae: -2, lower: -2, upper: -2 },
  });
  assert.ok(isBetter(comparison));
});

Deno.test("isBetter: a difference that chance could make, or that nothing is known of, is none", async () => {
  let trip = 0;
  const uneven = offBy(() => trip++ % 2 === 0 ? 4 : 1.9);
  const even = await compareModels(offBy(() => 3), uneven, batchesOf(days(10, 1)));
  assert.ok(even.difference.mae < 0 && even.difference.upper > 0);
  assert.ok(!isBetter(even));
  const oneDay = await compareModels(offBy(() => 3), offBy(() => 1), batchesOf(days(1, 5)));
  assert.ok(Number.isNaN(oneDay.difference.upper));
  assert.ok(!isBetter(oneDay));
  const same = await compareModels(offBy(() => 3), offBy(() => 3), batchesOf(days(5, 2)));
  assert.ok(!isBetter(same));
});

Deno.test("compareModels: equal models are taken for different about as often as the level says", async () => {
  const random = seededRandom("coverage");
  const months = 300;
  let found = 0;
  for (let month = 0; month < months; month++) {
    const effects = Array.from({ length: 31 }, () => random() - 0.5); // days that suit the one or the other
    let day = 0;
    const first = { predict: (trips: TripTable) => trips.duration.map((minutes) => minutes + 3) };
    const second = {
      predict: (trips: TripTable) => {
        const effect = effects[day++];
        return trips.duration.map((minutes) => minutes + 3 + effect + (random() - 0.5) / 10);
      },
    };
    const { difference } = await compareModels(first, second, batchesOf(days(31, 4)));
    if (difference.lower > 0 || difference.upper < 0) found++;
  }
  assert.ok(found / months > 0.02 && found / months < 0.11, `${found} of ${months}`);
});
