import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { regressionMetrics, RegressionMetricsAccumulator } from "./regression_metrics.ts";

Deno.test("regressionMetrics of four trips, worked out by hand", () => {
  const found = regressionMetrics(Float64Array.of(10, 20, 30, 40), Float64Array.of(12, 19, 30, 36));
  assert.equal(found.rows, 4);
  assert.equal(found.me, -0.75);
  assert.equal(found.mae, 1.75);
  assert.equal(found.mse, 5.25);
  assert.equal(found.rmse, Math.sqrt(5.25));
  assertClose(found.mape, (20 + 5 + 0 + 10) / 4, "mape");
  assertClose(found.r2, 1 - 21 / 500, "r2");
  assert.equal(found.max_error, 4);
});

Deno.test("regressionMetrics leaves out rows without a finite target or prediction", () => {
  const whole = regressionMetrics(Float64Array.of(10, 20), Float64Array.of(12, 19));
  const holes = regressionMetrics(
    Float64Array.of(NaN, 10, 5, 20, Infinity),
    Float64Array.of(1, 12, NaN, 19, 4),
  );
  assert.deepEqual(holes, whole);
});

Deno.test("regressionMetrics takes the size of a negative target for mape, and leaves out a target of 0", () => {
  assertClose(regressionMetrics(Float64Array.of(-10, 0), Float64Array.of(-9, 3)).mape, 10, "mape");
  assert.ok(Number.isNaN(regressionMetrics(Float64Array.of(0), Float64Array.of(1)).mape));
});

Deno.test("regressionMetrics without rows is NaN, and r2 needs two rows and some spread", () => {
  const none = regressionMetrics(new Float64Array(0), new Float64Array(0));
  assert.ok([none.me, none.mae, none.mape, none.mse, none.rmse, none.r2, none.max_error].every(Number.isNaN));
  assert.ok(Number.isNaN(regressionMetrics(Float64Array.of(3), Float64Array.of(4)).r2));
  assert.equal(regressionMetrics(Float64Array.of(3, 3), Float64Array.of(3, 3)).r2, 1);
  assert.equal(regressionMetrics(Float64Array.of(3, 3), Float64Array.of(3, 4)).r2, 0);
});

Deno.test("RegressionMetricsAccumulator gives the same metrics however the rows are batched", () => {
  const row = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 60, noNaN: true }));
  fc.assert(fc.property(fc.array(row, { minLength: 2 }), fc.integer({ min: 1, max: 7 }), (rows, size) => {
    const target = Float64Array.from(rows, ([value]) => value);
    const prediction = Float64Array.from(rows, ([, value]) => value);
    const accumulator = new RegressionMetricsAccumulator();
    for (let at = 0; at < rows.length; at += size) {
      accumulator.add(target.subarray(at, at + size), prediction.subarray(at, at + size));
    }
    const [found, whole] = [accumulator.metrics(), regressionMetrics(target, prediction)];
    for (const key of ["rows", "me", "mae", "mape", "mse", "rmse", "r2", "max_error"] as const) {
      assertClose(found[key], whole[key], key, 1e-9, 1e-9);
    }
  }));
});

Deno.test("RegressionMetricsAccumulator keeps r2 when the targets are large against their spread", () => {
  const far = 1e9;
  const accumulator = new RegressionMetricsAccumulator();
  for (let batch = 0; batch < 100; batch++) {
    accumulator.add(Float64Array.of(far, far + 1), Float64Array.of(far + 0.25, far + 0.75));
  }
  assertClose(accumulator.metrics().r2, 0.75, "r2");
});
