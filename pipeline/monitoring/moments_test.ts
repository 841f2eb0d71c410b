import assert from "node:assert/strict";
import { magnitude, meanOf, movedAndScaled, squaresAround } from "./moments.ts";
import { numericDistribution } from "./numeric_distribution.ts";

Deno.test("meanOf weighs values with their rows", () => {
  const rows = numericDistribution([1, 1, 1, 5]);
  assert.equal(meanOf(rows), 2);
  assert.equal(squaresAround(rows, 2), 12);
});

Deno.test("meanOf keeps small numbers beside large ones, and does not overflow", () => {
  assert.equal(meanOf(numericDistribution([1e16, 1, -1e16, 2])), 0.75);
  assert.equal(meanOf(numericDistribution([1e308, 1e308, 1e308])), 1e308);
});

Deno.test("movedAndScaled counts from an origin in another unit, magnitude finds the farthest from 0", () => {
  const moved = movedAndScaled(numericDistribution([10, 30]), 20, 5);
  assert.deepEqual([...moved.values], [-2, 2]);
  assert.equal(magnitude(numericDistribution([-7, 3])), 7);
});
