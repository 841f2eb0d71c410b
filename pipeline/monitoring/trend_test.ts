import assert from "node:assert/strict";
import { type TrendColumn, trends, type TrendWindow } from "./trend.ts";

const DISTANCE: TrendColumn = {
  name: "miles",
  method: "wasserstein",
  kind: "distance",
  score: 0.05,
  threshold: 0.1,
};
const TEST: TrendColumn = { name: "zone", method: "chisquare", kind: "test", score: 0.4, threshold: 0.05 };

/** A little up and down, so that there is noise. */
const wobble = (i: number) => ((i * 7) % 5) / 100;

function windowAt(i: number, changes: Partial<TrendWindow> = {}): TrendWindow {
  return {
    driftedShare: 0.2 + wobble(i),
    metrics: { mae: (i < 9 ? 3 : 4) + wobble(i) },
    columns: [{ ...DISTANCE, score: 0.05 + wobble(i) }, { ...TEST, score: i < 6 ? 0.4 + wobble(i) : 1e-20 }],
    ...changes,
  };
}

Deno.test("trends has the share, the error and each column, with the places where they changed", () => {
  assert.deepEqual(trends([]), []);
  const [share, mae, miles, zone, ...others] = trends(Array.from({ length: 16 }, (_, i) => windowAt(i)));
  assert.deepEqual(others, []);
  assert.deepEqual([share.name, share.changes], ["drifted_share", []]);
  assert.deepEqual([mae.name, mae.changes.map(({ index }) => index)], ["mae", [9]]);
  assert.ok(Math.abs(mae.changes[0].before - 3) < 0.05 && Math.abs(mae.changes[0].after - 4) < 0.05);
  assert.deepEqual([miles.score, miles.changes], [
    { method: "wasserstein", kind: "distance", threshold: 0.1 },
    [],
  ]);
  assert.deepEqual(zone.changes.map(({ index }) => index), [6]);
  assert.ok(zone.changes[0].before > 0.3 && zone.changes[0].after < 1e-9);
});

Deno.test("trends leaves gaps where there is no value, and where another statistic was used", () => {
  const windows = Array.from({ length: 16 }, (_, i) =>
    windowAt(i, {
      ...(i % 4 === 0 ? { metrics: {}, driftedShare: null } : {}),
      ...(i < 2 ? { columns: [{ ...DISTANCE, method: "ks" }] } : {}),
    }));
  const [share, mae, miles] = trends(windows);
  assert.deepEqual([share.values[0], mae.values[4], miles.values[1]], [null, null, null]);
  assert.equal(miles.values[2], 0.05 + wobble(2));
  assert.deepEqual(mae.changes.map(({ index }) => index), [9], "an index of windows, gaps counted");
});
