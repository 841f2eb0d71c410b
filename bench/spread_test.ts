import assert from "node:assert/strict";
import fc from "fast-check";
import { pairedRatio, spreadOf } from "./spread.ts";

Deno.test("spreadOf gives the middle value of an odd count and the mean of the middle two of an even one", () => {
  assert.deepEqual(spreadOf([3, 10, 1]), { median: 3, min: 1, max: 10 });
  assert.deepEqual(spreadOf([4, 1, 2, 100]), { median: 3, min: 1, max: 100 });
});

Deno.test("spreadOf refuses nothing at all and values that are not finite", () => {
  assert.throws(() => spreadOf([]), RangeError);
  assert.throws(() => spreadOf([1, NaN]), /\[1, NaN\]/);
});

Deno.test("spreadOf keeps min <= median <= max, whatever the order", () => {
  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
    minLength: 1,
  });
  fc.assert(fc.property(values, (some) => {
    const { min, median, max } = spreadOf(some);
    assert.ok(min <= median && median <= max);
    assert.deepEqual(spreadOf(some.toReversed()), { min, median, max });
  }));
});

Deno.test("pairedRatio divides within each round, so that a slow round does not count", () => {
  assert.deepEqual(pairedRatio([1, 10, 2], [2, 20, 4]), { median: 2, min: 2, max: 2 });
});

Deno.test("pairedRatio refuses unequal lengths and a zero to divide by", () => {
  assert.throws(() => pairedRatio([1, 2], [1]), /2 measurements with 1/);
  assert.throws(() => pairedRatio([0], [1]), RangeError);
});
