import assert from "node:assert/strict";
import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";
import { curveShape, linePath } from "./curve_shape.ts";

const NONE = { nan: 0, over: 0, under: 0 };
const at = (from: number, low: number | null, high = low, odd: Partial<typeof NONE> = {}): CurveBucket => {
  const mean = low === null ? null : (low + high!) / 2;
  return { from, to: from, points: 1, low, high, mean, ...NONE, ...odd };
};
const plain = { x: (place: number) => place, y: (value: number) => -value };

Deno.test("curveShape draws a bucket of several points from the nearer end to the other", () => {
  const { line, dots } = curveShape([at(0, 5), at(1, 1, 4), at(2, 9)], plain);
  assert.equal(line, "M0 -5L1 -4L1 -1L2 -9");
  assert.deepEqual(dots, []);
});

Deno.test("curveShape breaks at points without a finite value and marks them", () => {
  const { line, dots, marks } = curveShape(
    [at(0, 1), at(1, 2), at(2, null, null, { nan: 3 }), at(3, 7), at(4, null, null, { over: 1, under: 1 })],
    plain,
  );
  assert.equal(line, "M0 -1L1 -2");
  assert.deepEqual(dots, [[3, -7]]);
  assert.deepEqual(marks.map(({ x, kind }) => `${kind} ${x}`), ["nan 2", "over 4", "under 4"]);
});

Deno.test("curveShape marks what is not finite among finite values without breaking the line", () => {
  const { line, marks } = curveShape([at(0, 1), at(1, 2, 2, { nan: 1 }), at(2, 3)], plain);
  assert.equal(line, "M0 -1L1 -2L2 -3");
  assert.equal(marks.length, 1);
});

Deno.test("curveShape leaves out what has no place on a log axis, and keeps the rest of its bucket", () => {
  const log = { x: plain.x, y: (value: number) => value > 0 ? -Math.log10(value) : NaN };
  const { line, dots } = curveShape([at(0, 10), at(1, -5, 100), at(2, -1), at(3, 1000)], log);
  assert.equal(line, "M0 -1L1 -2");
  assert.deepEqual(dots, [[3, -3]]);
  assert.equal(linePath([at(0, 1), at(1, 1), at(2, 1)], [10, null, 10], log), "");
});
