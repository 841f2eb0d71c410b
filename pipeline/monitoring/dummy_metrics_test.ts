import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { dummyMetrics, evidentlyDummyMape } from "./dummy_metrics.ts";
import { numericDistribution } from "./numeric_distribution.ts";

Deno.test("dummyMetrics of four targets, worked out by hand", () => {
  const found = dummyMetrics(numericDistribution([1, 2, 3, 10]))!; // mean 4, median 2.5
  assert.equal(found.mae, (1.5 + 0.5 + 0.5 + 7.5) / 4);
  assertClose(found.rmse, Math.sqrt((9 + 4 + 1 + 36) / 4), "rmse");
  assert.equal(found.max_error, 7.5);
  assertClose(found.mape, 100 * (0 + 1 / 2 + 2 / 3 + 9 / 10) / 4, "mape"); // 1 has over half of the weight
});

Deno.test("dummyMetrics has the least percentage error of any constant", () => {
  const targets = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 });
  fc.assert(fc.property(targets, fc.integer({ min: -20, max: 20 }), (targets, constant) => {
    const { mape } = dummyMetrics(numericDistribution(targets))!;
    const rows = targets.filter((target) => target !== 0);
    const other = rows.reduce((sum, target) => sum + Math.abs((target - constant) / target), 0) / rows.length;
    if (rows.length === 0) assert.ok(Number.isNaN(mape));
    else assert.ok(mape <= 100 * other + 1e-9, `${mape} > ${100 * other} of ${constant}`);
  }));
});

Deno.test("dummyMetrics of no targets is undefined, and targets of 0 have no percentage", () => {
  assert.equal(dummyMetrics(numericDistribution([])), undefined);
  const zeros = dummyMetrics(numericDistribution([0, 0]))!;
  assert.deepEqual(zeros, { mae: 0, mape: NaN, rmse: 0, max_error: 0 });
  assert.ok(Number.isNaN(evidentlyDummyMape(numericDistribution([0, 0]))));
});
