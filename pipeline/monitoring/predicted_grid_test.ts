import assert from "node:assert/strict";
import fc from "fast-check";
import { GrowingGrid } from "./predicted_grid.ts";

Deno.test("GrowingGrid puts dollars, degrees and shares into cells that part them", () => {
  for (const [low, high] of [[-3, 3], [0, 1], [20_000, 900_000], [-1e-9, 1e-9], [1e300, 9e300]]) {
    const values = Float64Array.from({ length: 1000 }, (_, i) => low + (high - low) * i / 999);
    const { origin = 0, cellMinutes, side, counts } = gridOf(values, values.toReversed());
    const used = new Set([...counts.keys()].filter((i) => counts[i] > 0).map((i) => i % side));
    assert.ok(used.size >= 29, `${low} to ${high}: ${used.size} cells`);
    assert.ok(Math.abs(origin - low) < 2 * cellMinutes, `from ${origin} for ${low}`); // one in a thousand may lie beyond
    assert.ok(origin + (side + 2) * cellMinutes > high, `${high} lies beyond the grid`);
  }
});

Deno.test("GrowingGrid counts each row in the cell of its values", () => {
  const { origin = 0, cellMinutes, side, counts } = gridOf(Float64Array.of(-8, 7.9), Float64Array.of(4, 1));
  const cellOf = (value: number) => Math.floor((value - origin) / cellMinutes);
  assert.equal(counts[cellOf(-8) * side + cellOf(4)], 1); // predicted along, actual up
  assert.equal(counts[cellOf(7.9) * side + cellOf(1)], 1);
});

Deno.test("GrowingGrid shows the bulk when one row lies far out", () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => i === 7 ? 600 : i % 100);
  const { cellMinutes, counts } = gridOf(values, values);
  assert.ok(cellMinutes <= 2, `cells of ${cellMinutes}`);
  assert.equal(counts.reduce((sum, rows) => sum + rows, 0), 5000);
});

Deno.test("GrowingGrid of no rows, of one value and of infinite ones is a grid all the same", () => {
  const rowsOf = (values: number[]) => {
    const { counts, cellMinutes } = gridOf(Float64Array.from(values), Float64Array.from(values));
    assert.ok(cellMinutes > 0 && Number.isFinite(cellMinutes));
    return counts.reduce((sum, rows) => sum + rows, 0);
  };
  assert.deepEqual([[], [0], [5, 5], [Infinity, NaN], [-1e-320]].map(rowsOf), [0, 1, 2, 0, 1]);
});

Deno.test("GrowingGrid keeps a negative number below 0 though its part of a cell is too small for a number", () => {
  const values = Float64Array.of(-Number.MIN_VALUE, 1), parts = new GrowingGrid();
  for (let i = 0; i < values.length; i++) parts.add(values.subarray(i, i + 1), values.subarray(i, i + 1));
  assert.deepEqual(parts.finish(), gridOf(values, values));
});

Deno.test("GrowingGrid does not depend on batches or on the order of the rows", () => {
  const value = fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1 }), (rows) => {
      const [target, prediction] = [0, 1].map((i) => Float64Array.from(rows, (row) => row[i]));
      const parts = new GrowingGrid();
      for (let i = rows.length - 1; i >= 0; i--) {
        parts.add(target.subarray(i, i + 1), prediction.subarray(i, i + 1));
      }
      assert.deepEqual(parts.finish(), gridOf(target, prediction));
    }),
    { numRuns: 30 },
  );
});

function gridOf(target: Float64Array, prediction: Float64Array) {
  const grid = new GrowingGrid();
  grid.add(target, prediction);
  return grid.finish();
}
