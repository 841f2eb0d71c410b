import assert from "node:assert/strict";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import { labelledCut } from "./segment_sums.ts";

const CUTS = [labelledCut("side", ["left", "middle", "right"])];

Deno.test("RegressionPerformanceAccumulator counts errors, segments and cells over all batches", () => {
  const accumulator = new RegressionPerformanceAccumulator(CUTS);
  accumulator.add({
    target: Float64Array.of(10, 20, NaN),
    prediction: Float64Array.of(12.04, 19, 5),
    codes: { side: Uint8Array.of(0, 2, 0) },
  });
  accumulator.add({
    target: Float64Array.of(30, 70),
    prediction: Float64Array.of(30, -5),
    codes: { side: Int32Array.of(2, -1) },
  });
  const found = accumulator.finish();
  assert.equal(found.metrics.rows, 4);
  assert.deepEqual([...found.errors.values], [-75, -1, 0, 2]);
  assert.equal(found.errors.missing, 1);
  assert.deepEqual(found.segments.side.map(({ label, rows }) => [label, rows]), [["left", 1], ["right", 2]]);
  assert.equal(found.segments.side[1].me, -0.5);
  assert.equal(found.segments.side[1].mae, 0.5);
  const { side, counts } = found.predictedAgainstActual;
  const cells = [...counts].flatMap((rows, i) => rows > 0 ? [[i % side, Math.floor(i / side), rows]] : []);
  assert.deepEqual(cells, [[12, 10, 1], [19, 20, 1], [30, 30, 1], [0, 59, 1]]); // predicted, actual, rows
});

Deno.test("RegressionPerformanceAccumulator without codes has no segments, without rows no metrics", () => {
  const found = new RegressionPerformanceAccumulator(CUTS).finish();
  assert.deepEqual(found.segments, { side: [] });
  assert.equal(found.metrics.rows, 0);
  assert.ok(Number.isNaN(found.metrics.rmse));
});

Deno.test("RegressionPerformanceAccumulator refuses as many predictions as there are no targets", () => {
  const accumulator = new RegressionPerformanceAccumulator();
  assert.throws(() => accumulator.add({ target: new Float64Array(2), prediction: new Float64Array(3) }), {
    message: "Cannot measure errors: found 2 targets and 3 predictions, expected as many of each",
  });
});
