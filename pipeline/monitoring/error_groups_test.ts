import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { errorGroups, linearQuantile } from "./error_groups.ts";
import { numericDistribution } from "./numeric_distribution.ts";

Deno.test("errorGroups parts the lowest and the highest twentieth", () => {
  const { underestimated, majority, overestimated } = errorGroups(
    numericDistribution(Array.from({ length: 100 }, (_, i) => i)),
  )!;
  assert.deepEqual(underestimated, { rows: 5, me: 2, std: Math.sqrt(2.5) });
  assert.deepEqual(overestimated, { rows: 5, me: 97, std: Math.sqrt(2.5) });
  assert.equal(majority.rows, 90);
  assert.equal(majority.me, 49.5);
});

Deno.test("errorGroups of equal errors has no middle, and of none no groups", () => {
  const { underestimated, majority, overestimated } = errorGroups(numericDistribution([3, 3, 3]))!;
  assert.deepEqual(underestimated, { rows: 3, me: 3, std: 0 });
  assert.deepEqual(overestimated, underestimated);
  assert.deepEqual(majority, { rows: 0, me: NaN, std: NaN });
  assert.equal(errorGroups(numericDistribution([])), undefined);
});

Deno.test("linearQuantile of counted numbers is that of the sorted rows", () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 });
  fc.assert(fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
    const sorted = rows.toSorted((a, b) => a - b), at = (rows.length - 1) * share, low = Math.floor(at);
    const expected = sorted[low] + (sorted[Math.min(low + 1, rows.length - 1)] - sorted[low]) * (at - low);
    assertClose(
      linearQuantile(numericDistribution(rows), share),
      expected,
      `${rows} at ${share}`,
      1e-12,
      1e-12,
    );
  }));
});
