import assert from "node:assert/strict";
import fc from "fast-check";
import { sortNumbers } from "./sort_numbers.ts";

Deno.test("sortNumbers sorts as Float64Array.sort does", () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -5, max: 5 }),
    fc.double({ min: 0, max: 100, noNaN: true }),
  ).map((value) => value + 0);
  fc.assert(fc.property(fc.array(number, { maxLength: 200 }), (numbers) => {
    const sorted = Float64Array.from(numbers).sort();
    assert.deepEqual(sortNumbers(Float64Array.from(numbers)), sorted);
  }));
});

Deno.test("sortNumbers sorts a part of a longer array and leaves the rest", () => {
  const all = Float64Array.of(9, 3, -2, 1e300, -1e-300, 7);
  assert.deepEqual([...sortNumbers(all.subarray(1, 5))], [-2, -1e-300, 3, 1e300]);
  assert.deepEqual([all[0], all[5]], [9, 7]);
});
