import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { energyDistance } from "./energy_distance.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });

Deno.test("energyDistance is the root of the mean distances between rows: 2 E|X-Y| - E|X-X'| - E|Y-Y'|", () => {
  const apart = (a: number[], b: number[]) =>
    a.flatMap((x) => b.map((y) => Math.abs(x - y))).reduce((sum, gap) => sum + gap, 0) / a.length / b.length;
  fc.assert(fc.property(sample, sample, (a, b) => {
    const naive = 2 * apart(a, b) - apart(a, a) - apart(b, b);
    const found = energyDistance(numericDistribution(a), numericDistribution(b));
    assertClose(found ** 2, naive, "squared distance", 1e-9, 1e-9);
  }));
});

Deno.test("energyDistance of a sample against itself is 0, with rows repeated too", () => {
  fc.assert(fc.property(sample, (rows) => {
    assert.equal(energyDistance(numericDistribution(rows), numericDistribution([...rows, ...rows])), 0);
  }));
});
