import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../lib/random.ts";
import { assertClose } from "../../tests/evidently_golden.ts";
import type { RegressionPerformance } from "./monitoring_result.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import { labelledCut, type SegmentCut } from "./segment_sums.ts";
import { rankSegments } from "./worst_segments.ts";

const ZONES = ["0", "1", "2", "3"];
const ZONE_CUTS = [
  labelledCut("PULocationID", ZONES),
  labelledCut("DOLocationID", ZONES),
  labelledCut("zone_pair", ZONES.flatMap((from) => ZONES.map((to) => `${from}-${to}`))),
];

Deno.test("rankSegments puts first what costs most, with its share of all error and its place in the reference", () => {
  const cuts = [labelledCut("side", ["good", "small", "large"])];
  const window = (worse: number) =>
    performance(cuts, 10_000, (row) => {
      const side = row % 100 < 4 ? 1 : row % 100 < 24 ? 2 : 0;
      return { size: [1, worse, 3][side], codes: { side } };
    });
  const found = rankSegments(window(2), window(8));
  assert.deepEqual(found.map(({ label, rows }) => [label, rows]), [["large", 2000], ["small", 400]]);
  const [large, small] = found;
  assertClose(large.excess, 2000 * (3 - 1.68) / (10_000 * 1.68), "excess", 1e-9); // 0.76 * 1 + 0.2 * 3 + 0.04 * 8
  assertClose(small.ratio, 8 / 1.68, "ratio", 1e-9);
  assert.equal(small.reference?.mae, 2);
});

Deno.test("rankSegments ranks nothing where rows are cut by chance, though errors have a long tail", () => {
  const random = seededRandom("cut by chance");
  let ranked = 0;
  for (let window = 0; window < 60; window++) {
    const cuts = [labelledCut("group", Array.from({ length: 200 }, (_, i) => `${i}`))];
    const found = performance(cuts, 8000, () => ({
      size: (-Math.log(1 - random())) ** 1.5, // a long tail: skewness 3.8
      codes: { group: Math.floor(random() * 200) },
    }));
    ranked += rankSegments(undefined, found).length;
  }
  assert.ok(ranked <= 2, `${ranked} of 12,000 segments were ranked by chance`);
});

Deno.test("rankSegments leaves out a segment of fewer than 30 rows, and one that is the whole window", () => {
  const cuts = [labelledCut("side", ["left", "right"]), labelledCut("all", ["all"])];
  const found = performance(
    cuts,
    1000,
    (row) => ({ size: row < 29 ? 50 : 1, codes: { side: row < 29 ? 0 : 1, all: 0 } }),
  );
  assert.deepEqual(rankSegments(undefined, found), []);
});

Deno.test("rankSegments tells a bad zone without its pairs", () => {
  const found = zonePairs((from) => from === 1 ? 5 : 1);
  assert.deepEqual(rankSegments(undefined, found).map(({ cut, label }) => `${cut} ${label}`), [
    "PULocationID 1",
  ]);
});

Deno.test("rankSegments tells a bad pair without its zones", () => {
  const found = zonePairs((from, to) => from === 1 && to === 2 ? 20 : 1);
  assert.deepEqual(rankSegments(undefined, found).map(({ cut, label }) => `${cut} ${label}`), [
    "zone_pair 1-2",
  ]);
});

Deno.test("rankSegments gives ratios above 1 and shares below, whatever the window", () => {
  const row = fc.record({ size: fc.double({ min: 0, max: 100, noNaN: true }), side: fc.nat(3) });
  fc.assert(fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
    const cuts = [labelledCut("side", ["a", "b", "c"])];
    const found = performance(
      cuts,
      rows.length,
      (i) => ({ size: rows[i].size, codes: { side: rows[i].side } }),
    );
    for (const { ratio, excess } of rankSegments(found, found)) {
      assert.ok(ratio > 1 && excess > 0 && excess < 1, `${ratio} ${excess}`);
    }
  }));
  assert.deepEqual(rankSegments(undefined, undefined), []);
});

function zonePairs(sizeOf: (from: number, to: number) => number): RegressionPerformance {
  return performance(ZONE_CUTS, 16_000, (row) => {
    const from = row % 4, to = Math.floor(row / 4) % 4;
    return {
      size: sizeOf(from, to),
      codes: { PULocationID: from, DOLocationID: to, zone_pair: 4 * from + to },
    };
  });
}

/** A window whose rows have errors of these sizes. */
function performance(
  cuts: readonly SegmentCut[],
  rows: number,
  rowAt: (row: number) => { size: number; codes: Record<string, number> },
): RegressionPerformance {
  const made = Array.from({ length: rows }, (_, row) => rowAt(row));
  const accumulator = new RegressionPerformanceAccumulator(cuts);
  accumulator.add({
    target: new Float64Array(rows).fill(10),
    prediction: Float64Array.from(made, ({ size }, row) => 10 + (row % 2 === 0 ? size : -size)),
    codes: Object.fromEntries(
      cuts.map(({ name }) => [name, Int32Array.from(made, ({ codes }) => codes[name])]),
    ),
  });
  return accumulator.finish();
}
