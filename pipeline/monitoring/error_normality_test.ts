import assert from "node:assert/strict";
import { assertClose } from "../../tests/evidently_golden.ts";
import { errorNormality } from "./error_normality.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { normalQuantile } from "./normal_quantile.ts";

Deno.test("errorNormality finds mean and deviation of normal errors, and that they are normal", () => {
  const errors = Array.from({ length: 2000 }, (_, i) => 3 + 2 * normalQuantile((i + 0.5) / 2000));
  const { slope, intercept, r, points } = errorNormality(numericDistribution(errors))!;
  assertClose(slope, 2, "slope", 0.01);
  assertClose(intercept, 3, "intercept", 1e-9);
  assert.ok(r > 0.9999, `${r}`);
  assert.ok(points.length > 90 && points.length <= 101, `${points.length} points`);
  assert.equal(points[0][1], errors[0]);
  assert.equal(points.at(-1)![1], errors.at(-1));
});

Deno.test("errorNormality of three rows, worked out by hand", () => {
  const high = normalQuantile(0.5 ** (1 / 3)); // quantiles are -high, 0 and high
  const { slope, intercept, r, points } = errorNormality(numericDistribution([-1, 0, 4]))!;
  assertClose(slope, 5 * high / (2 * high * high), "slope");
  assertClose(intercept, 1, "intercept");
  assertClose(r, 5 * high / Math.sqrt(2 * high * high * 14), "r");
  assert.deepEqual(points.map(([, error]) => error), [-1, 0, 4]);
});

Deno.test("errorNormality of many tied rows agrees with the sum over each of them", () => {
  const rows = 30_000, counts = new Map<number, number>();
  let products = 0, normals = 0, squares = 0;
  for (let rank = 1; rank <= rows; rank++) {
    const share = rank === 1
      ? 1 - 0.5 ** (1 / rows)
      : rank === rows
      ? 0.5 ** (1 / rows)
      : (rank - 0.3175) / (rows + 0.365);
    const normal = normalQuantile(share), error = Math.round(10 * Math.sinh(normal)) / 10;
    counts.set(error, (counts.get(error) ?? 0) + 1);
    products += normal * error;
    normals += normal * normal;
    squares += error * error;
  }
  const values = Float64Array.from(counts.keys()).sort();
  const errors = {
    kind: "numeric" as const,
    values,
    counts: values.map((value) => counts.get(value)!),
    rows,
    missing: 0,
  };
  const found = errorNormality(errors)!;
  assertClose(found.slope, products / normals, "slope", 1e-11);
  assertClose(found.r, products / Math.sqrt(normals * squares), "r", 1e-11);
});

Deno.test("errorNormality needs two different errors", () => {
  assert.equal(errorNormality(numericDistribution([])), undefined);
  assert.equal(errorNormality(numericDistribution([2, 2])), undefined);
  assert.equal(errorNormality(numericDistribution([1e300, -1e300])), undefined);
});
