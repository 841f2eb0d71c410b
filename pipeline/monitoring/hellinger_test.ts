import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { hellinger } from "./hellinger.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });
const numbers = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 60 });

Deno.test("hellinger of a sample against itself is exactly 0, with rows repeated too", () => {
  fc.assert(fc.property(labels, numbers, (levels, rows) => {
    const twice = categoricalDistribution([...levels, ...levels]);
    assert.equal(hellinger(categoricalDistribution(levels), twice), 0);
    const numbersTwice = numericDistribution([...rows, ...rows]);
    assert.equal(hellinger(numericDistribution(rows), numbersTwice), 0);
  }));
});

Deno.test("hellinger is symmetric and at most 1", () => {
  fc.assert(fc.property(numbers, numbers, (a, b) => {
    const [before, after] = [numericDistribution(a), numericDistribution(b)];
    assertClose(hellinger(before, after), hellinger(after, before), "distance");
    assert.ok(hellinger(before, after) <= 1);
  }));
});

Deno.test("hellinger is 1 without a common level and has the closed form of two levels", () => {
  assert.equal(hellinger(categoricalDistribution(["a"]), categoricalDistribution(["b"])), 1);
  const found = hellinger(categoricalDistribution(["a", "a", "a", "b"]), categoricalDistribution(["a", "b"]));
  assertClose(found, Math.sqrt(1 - Math.sqrt(0.375) - Math.sqrt(0.125)), "distance");
});

Deno.test("hellinger does not depend on the unit of numbers; with parity it fails at 1e300 as Evidently does", () => {
  const rows = (unit: number, from: number) =>
    numericDistribution(Array.from({ length: 40 }, (_, i) => (from + i + 0.5) * unit));
  const plain = hellinger(rows(1, 0), rows(1, 10));
  assertClose(hellinger(rows(2 ** 996, 0), rows(2 ** 996, 10)), plain, "distance");
  assertClose(hellinger(rows(1, 0), rows(1, 10), "evidently"), plain, "parity");
  assert.equal(hellinger(rows(2 ** 996, 0), rows(2 ** 996, 10), "evidently"), 1);
});
