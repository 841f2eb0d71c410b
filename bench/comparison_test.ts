import assert from "node:assert/strict";
import { compare, type Metric, renderComparison, SHOWN } from "./comparison.ts";

const WALL: Metric = { key: "wallSeconds", label: "wall time", ...SHOWN.seconds };
const PEAK: Metric = { key: "peakBytes", label: "peak memory", ...SHOWN.megabytes };
const FIRST = [{ wallSeconds: 1, peakBytes: 100e6 }, { wallSeconds: 2, peakBytes: 110e6 }];
const SECOND = [{ wallSeconds: 4 }, { wallSeconds: 6 }];

Deno.test("compare pairs by round and leaves out what only one side has", () => {
  const { metrics, rounds } = compare(["taxi", "python"], [WALL, PEAK], [FIRST, SECOND]);
  assert.equal(rounds, 2);
  assert.deepEqual(metrics[0].ratio, { median: 3.5, min: 3, max: 4 });
  assert.deepEqual(metrics[1].first, { median: 105e6, min: 100e6, max: 110e6 });
  assert.equal(metrics[1].second, undefined);
  assert.equal(metrics[1].ratio, undefined);
});

Deno.test("renderComparison aligns its columns and shows the unit, the spread and a dash for what is missing", () => {
  assert.equal(
    renderComparison(compare(["taxi", "python"], [WALL, PEAK], [FIRST, SECOND])),
    [
      "                  taxi               python       python / taxi",
      "wall time, s      1.5 (1 to 2)       5 (4 to 6)   3.5 (3 to 4)",
      "peak memory, MB   105 (100 to 110)   -            -",
      "median (min to max) of 2 rounds in turn",
      "",
    ].join("\n"),
  );
});

Deno.test("renderComparison says so when one round leaves no spread", () => {
  const text = renderComparison(compare(["a", "b"], [WALL], [FIRST.slice(1), SECOND.slice(1)]));
  assert.match(text, /one round, so no spread/);
});
