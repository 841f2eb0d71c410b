import assert from "node:assert/strict";
import fc from "fast-check";
import type { NumericDistribution } from "./distribution.ts";
import { numericDistribution, NumericDistributionBuilder } from "./numeric_distribution.ts";

Deno.test("numericDistribution counts distinct values in ascending order and leaves out what is no number", () => {
  const found = numericDistribution([2.5, -1, NaN, 2.5, 0, -0, Infinity, -Infinity, 2.5]);
  assert.deepEqual([...found.values], [-1, 0, 2.5]);
  assert.deepEqual([...found.counts], [1, 2, 3]);
  assert.equal(found.rows, 6);
  assert.equal(found.missing, 3);
});

Deno.test("NumericDistributionBuilder gives the same distribution however the rows are batched", () => {
  fc.assert(fc.property(fc.array(fc.double()), fc.nat(), (rows, cut) => {
    const builder = new NumericDistributionBuilder();
    const at = rows.length === 0 ? 0 : cut % rows.length;
    builder.add(Float64Array.from(rows.slice(at)));
    builder.add(Float64Array.from(rows.slice(0, at)));
    assert.deepEqual(builder.finish(), numericDistribution(rows));
  }));
});

Deno.test("NumericDistributionBuilder agrees with a plain count after its table has grown many times", () => {
  const rows = Float64Array.from({ length: 60_000 }, (_, i) => ((i * 7919) % 20_011) / 3);
  const plain = new Map<number, number>();
  for (const value of rows) plain.set(value, (plain.get(value) ?? 0) + 1);
  const found = numericDistribution(rows);
  assert.equal(found.values.length, plain.size);
  found.values.forEach((value, i) => {
    assert.equal(found.counts[i], plain.get(value));
    assert.ok(i === 0 || found.values[i - 1] < value);
  });
});

Deno.test("NumericDistributionBuilder rounds to the steps it was asked for", () => {
  const builder = new NumericDistributionBuilder(10);
  builder.add(Float64Array.of(0.06, 0.14, -0.26, 3.04, NaN));
  const found = builder.finish();
  assert.deepEqual([...found.values], [-0.3, 0.1, 3]);
  assert.deepEqual([...found.counts], [1, 2, 1]);
  assert.equal(found.missing, 1);
});

/** The greatest distance of two distribution functions. */
function greatestGap(one: NumericDistribution, other: NumericDistribution): number {
  let gap = 0, i = 0, j = 0, below = 0, belowOther = 0;
  while (i < one.values.length || j < other.values.length) {
    const value = Math.min(one.values[i] ?? Infinity, other.values[j] ?? Infinity);
    if (one.values[i] === value) below += one.counts[i++];
    if (other.values[j] === value) belowOther += other.counts[j++];
    gap = Math.max(gap, Math.abs(below / one.rows - belowOther / other.rows));
  }
  return gap;
}

Deno.test("NumericDistributionBuilder keeps to its bounds of memory and error where numbers never repeat", () => {
  const orders = fc.constantFrom("random", "ascending", "descending", "to the middle");
  fc.assert(
    fc.property(fc.integer({ min: 256, max: 2048 }), orders, fc.integer(), (most, order, seed) => {
      let state = seed | 0;
      const random = () => (state = Math.imul(state, 1664525) + 1013904223 | 0) / 2 ** 32 + 0.5;
      const rows = Float64Array.from({ length: 20_000 }, () => random() < 0.1 ? 7 : random() ** 4 * 100);
      if (order !== "random") rows.sort();
      if (order === "descending") rows.reverse();
      if (order === "to the middle") {
        rows.set(rows.map((_, i) => i % 2 === 0 ? rows[i / 2] : rows[rows.length - 1 - (i - 1) / 2]));
      }
      const builder = new NumericDistributionBuilder(0, most);
      builder.add(rows);
      const found = builder.finish(), exact = numericDistribution(rows);
      assert.ok(found.values.length <= most, `${found.values.length} values`);
      assert.equal(found.counts.reduce((sum, count) => sum + count), found.rows);
      assert.equal(found.rows, exact.rows);
      assert.deepEqual([found.values[0], found.values.at(-1)], [exact.values[0], exact.values.at(-1)]);
      const mean = ({ values, counts, rows }: NumericDistribution) =>
        values.reduce((sum, value, i) => sum + value * counts[i], 0) / rows;
      assert.ok(Math.abs(mean(found) - mean(exact)) < 1e-9 * mean(exact));
      const gap = greatestGap(found, exact), bound = 1.05 * 4 * rows.length / most ** 2;
      assert.ok(gap > 0 && gap <= bound, `off by ${gap}, bound ${bound}`);
    }),
    { numRuns: 20 },
  );
});

Deno.test("NumericDistributionBuilder stays exact up to its limit of values", () => {
  const rows = Float64Array.from({ length: 3000 }, (_, i) => (i * 7) % 1000 / 3);
  const builder = new NumericDistributionBuilder(0, 1000);
  builder.add(rows);
  assert.deepEqual(builder.finish(), numericDistribution(rows));
});
