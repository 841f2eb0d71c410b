import assert from "node:assert/strict";
import fc from "fast-check";
import { solveLeastSquares } from "./least_squares.ts";

Deno.test("solveLeastSquares solves the normal equations, whatever the columns' units", () => {
  const column = fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: -5, max: 5 }));
  fc.assert(fc.property(fc.array(column, { minLength: 1, maxLength: 4 }), (columns) => {
    const slopes = columns.map(([slope, power]) => slope / 10 ** power);
    // xx = D (I + 1 1') D with D the units: positive definite
    const unit = columns.map(([, power]) => 10 ** power);
    const xx = unit.map((a, i) => unit.map((b, j) => a * b * (i === j ? 2 : 1)));
    const xy = xx.map((row) => row.reduce((sum, value, j) => sum + value * slopes[j], 0));
    solveLeastSquares(xx, xy).forEach((found, i) =>
      assert.ok(Math.abs(found - slopes[i]) * unit[i] < 1e-12, `slope ${i}: ${found}, expected ${slopes[i]}`)
    );
  }));
});

Deno.test("solveLeastSquares gives a column without scatter slope 0", () => {
  assert.deepEqual([...solveLeastSquares([[0, 0], [0, 4]], [0, 8])], [0, 2]);
  assert.deepEqual([...solveLeastSquares([[0]], [0])], [0]);
  assert.deepEqual([...solveLeastSquares([], [])], []);
});

Deno.test("solveLeastSquares shares between columns that say the same", () => {
  const [first, second] = solveLeastSquares([[1, 1], [1, 1]], [3, 3]);
  assert.ok(Math.abs(first - 1.5) < 1e-12 && Math.abs(second - 1.5) < 1e-12, `${first} and ${second}`);
});
