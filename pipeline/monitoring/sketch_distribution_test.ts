import assert from "node:assert/strict";
import fc from "fast-check";
import { ks } from "./ks.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { sketchDistribution } from "./sketch_distribution.ts";
import { wasserstein } from "./wasserstein.ts";

const skewed = fc.array(
  fc.double({ min: 0, max: 1, noNaN: true }).map((u) => -10 * Math.log(1 - u * 0.9999)),
  {
    minLength: 200,
    maxLength: 600,
  },
);

Deno.test("sketchDistribution returns what fits as it is", () => {
  const exact = numericDistribution([3, 1, 2, 2]);
  assert.equal(sketchDistribution(exact, 32), exact);
});

Deno.test("sketchDistribution keeps rows, mean and range within its points and within its K-S bound", () => {
  fc.assert(fc.property(skewed, fc.integer({ min: 32, max: 150 }), (rows, points) => {
    const exact = numericDistribution(rows);
    const sketch = sketchDistribution(exact, points);
    assert.ok(sketch.values.length <= points);
    assert.equal(sketch.counts.reduce((sum, count) => sum + count, 0), exact.rows);
    assert.equal(sketch.values[0], exact.values[0]);
    assert.equal(sketch.values.at(-1), exact.values.at(-1));
    assert.ok(sketch.values.every((value, i) => i === 0 || sketch.values[i - 1] < value));
    assert.ok(Math.abs(mean(sketch) - mean(exact)) < 1e-9);
    assert.ok(ks(exact, sketch).statistic <= 1 / Math.floor((points - 3) / 2) + 1e-12);
  }));
});

Deno.test("sketchDistribution leaves a heavy value alone, however many rows it has", () => {
  const rows = [...new Array<number>(5000).fill(7), ...Array.from({ length: 1000 }, (_, i) => i / 50)];
  const sketch = sketchDistribution(numericDistribution(rows), 100);
  assert.equal(sketch.counts[sketch.values.indexOf(7)], 5001);
});

Deno.test("sketchDistribution at 1,000 points moves a skewed distribution by far less than the drift threshold", () => {
  const rows = Float64Array.from({ length: 100_000 }, (_, i) => -15 * Math.log(1 - (i + 0.5) / 100_000));
  const exact = numericDistribution(rows);
  assert.ok(wasserstein(exact, sketchDistribution(exact, 1000)) < 0.003);
});

Deno.test("sketchDistribution refuses fewer points than the choice of a statistic needs", () => {
  assert.throws(() => sketchDistribution(numericDistribution([1]), 10), {
    message: "Cannot sketch a distribution in 10 points, expected at least 32",
  });
});

function mean({ values, counts, rows }: ReturnType<typeof numericDistribution>): number {
  return values.reduce((sum, value, i) => sum + value * counts[i], 0) / rows;
}
