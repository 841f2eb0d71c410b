import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { eppsSingleton, interquartileRange } from "./epps_singleton.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const sample = fc.uniqueArray(fc.double({ min: -20, max: 20, noNaN: true }), {
  minLength: 30,
  maxLength: 60,
});

Deno.test("eppsSingleton of a sample against itself is 0 with p = 1", () => {
  fc.assert(fc.property(sample, (rows) => {
    const found = eppsSingleton(numericDistribution(rows), numericDistribution(rows.toReversed()));
    assert.deepEqual(found, { statistic: 0, pValue: 1 });
  }));
});

Deno.test("eppsSingleton is symmetric, and knows no unit", () => {
  const rows = (n: number, unit: number, bend: number) =>
    numericDistribution(Array.from({ length: n }, (_, i) => ((i / n) ** bend) * unit));
  const plain = eppsSingleton(rows(40, 1, 1), rows(50, 1, 1.5));
  assert.ok(plain.pValue > 0.001 && plain.pValue < 0.9, `${plain.pValue}`);
  assertClose(eppsSingleton(rows(50, 1, 1.5), rows(40, 1, 1)).pValue, plain.pValue, "windows changed");
  for (const unit of [1e-300, 1e300]) {
    assertClose(eppsSingleton(rows(40, unit, 1), rows(50, unit, 1.5)).pValue, plain.pValue, `${unit}`);
  }
});

Deno.test("eppsSingleton has no answer for few rows, or where the middle half has one value", () => {
  const rows = numericDistribution([1, 2, 3, 4, 5, 6]);
  assert.ok(Number.isNaN(eppsSingleton(rows, numericDistribution([1, 2, 3, 4])).pValue));
  const flat = numericDistribution([0, 1, 1, 1, 1, 1, 1, 2]);
  assert.ok(Number.isNaN(eppsSingleton(flat, flat).pValue));
});

Deno.test("interquartileRange lies between rows as NumPy's percentiles do", () => {
  assert.equal(interquartileRange(numericDistribution([1, 2]), numericDistribution([3, 10])), 4.75 - 1.75);
});
