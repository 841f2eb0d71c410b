import assert from "node:assert/strict";
import fc from "fast-check";
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
