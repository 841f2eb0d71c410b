import assert from "node:assert/strict";
import fc from "fast-check";
import { anyTrip, sampleTable, type SampleTrip } from "../../tests/sample_trips.ts";
import { hasMiles } from "../features/fitted_features.ts";
import { FEWEST_TRIPS, historyFinder, type HistoryTable } from "../models/pair_history.ts";
import { HistoryBuilder } from "./history_builder.ts";

function historyOf(...batches: readonly (readonly SampleTrip[])[]): HistoryTable {
  const builder = new HistoryBuilder();
  for (const batch of batches) builder.add(sampleTable(batch));
  return builder.finish();
}

Deno.test("HistoryBuilder tells the quantiles of a pair, by hand", () => {
  const minutes = [4, 6.04, 10, 12, 20, 30.06];
  const miles = [1.2, 0, NaN, 2.26, 3, 9.9];
  const table = historyOf([
    ...minutes.map((taken, i) => ({ from: 74, to: 75, minutes: taken, miles: miles[i] })),
    ...[1, 2, 3, 4].map((taken) => ({ from: 75, to: 74, minutes: taken })),
    { from: 0, to: 74 },
    { from: 74, to: 0 },
  ]);
  const pair = historyFinder(table);
  assert.deepEqual(pair(74, 75), {
    from: 74,
    to: 75,
    trips: 6,
    minutes: { p10: 5, p25: 7, p50: 11, p75: 18, p90: 25.1 }, // 25.05 and 7.0 by definition 7 on tenths
    miles: { p50: 2.7 }, // of 1.2, 2.3, 3.0 and 9.9
  });
  assert.deepEqual(pair(75, 74), { from: 75, to: 74, trips: 4, minutes: null, miles: null });
  assert.deepEqual(pair(1, 2), { from: 1, to: 2, trips: 0, minutes: null, miles: null });
  assert.equal(table.pairs.length, 2);
});

Deno.test("HistoryBuilder tells no miles of a pair whose trips have none", () => {
  const pair = historyFinder(historyOf(Array.from({ length: 5 }, () => ({ from: 1, to: 1, miles: 0 }))));
  assert.deepEqual([pair(1, 1).minutes?.p50, pair(1, 1).miles], [10, null]);
});

Deno.test("HistoryBuilder counts what a list of all trips would, however they are batched", () => {
  fc.assert(fc.property(fc.array(anyTrip, { maxLength: 60 }), fc.nat(60), (trips, cut) => {
    const table = historyOf(trips.slice(0, cut), trips.slice(cut));
    assert.deepEqual(table, historyOf(trips));
    const pair = historyFinder(table);
    for (const from of [41, 74, 264]) {
      for (const to of [41, 75, 265]) {
        const own = trips.filter((trip) => trip.from === from && trip.to === to);
        const found = pair(from, to);
        assert.equal(found.trips, own.length);
        assert.equal(found.minutes === null, own.length < FEWEST_TRIPS);
        if (found.minutes === null) continue;
        close(found.minutes.p10, quantile(own.map(({ minutes }) => minutes!), 0.1));
        close(found.minutes.p50, quantile(own.map(({ minutes }) => minutes!), 0.5));
        close(found.minutes.p90, quantile(own.map(({ minutes }) => minutes!), 0.9));
        const told = own.map(({ miles }) => miles!).filter((miles) => hasMiles(miles) && miles < 400);
        const all = own.every(({ miles }) => !(miles! >= 400));
        if (all && told.length > 0) close(found.miles!.p50, Math.max(0.1, quantile(told, 0.5)));
      }
    }
  }));
});

/** Each trip is counted to a tenth, and so is the answer: both are off by half a tenth at most. */
function close(found: number, exact: number): void {
  assert.ok(Math.abs(found - exact) <= 0.1 + 1e-9, `${found} is not ${exact}`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)], above = sorted[Math.ceil(position)];
  return below + (above - below) * (position - Math.floor(position));
}
