import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { andersonDarling } from "./anderson_darling.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 60 })
  .filter((rows) => new Set(rows).size > 1);

Deno.test("andersonDarling is symmetric, and steady for a sample against itself", () => {
  fc.assert(fc.property(sample, sample, (a, b) => {
    const [before, after] = [numericDistribution(a), numericDistribution(b)];
    assertClose(
      andersonDarling(before, after).statistic,
      andersonDarling(after, before).statistic,
      "statistic",
      1e-9,
      1e-9,
    );
    const itself = andersonDarling(before, before);
    assert.ok(itself.statistic < 0);
    assert.equal(itself.pValue, 0.25);
  }));
});

Deno.test("andersonDarling gives the table's probabilities at its critical values, and none beyond its ends", () => {
  const rows = (n: number, from: number) =>
    numericDistribution(Array.from({ length: n }, (_, i) => from + i));
  assert.equal(andersonDarling(rows(50, 0), rows(50, 1)).pValue, 0.25);
  assert.equal(andersonDarling(rows(50, 0), rows(50, 60)).pValue, 0.001);
  const between = andersonDarling(rows(50, 0), rows(50, 6)); // 1.226 is the critical value of 0.1, 1.961 of 0.05
  assert.ok(between.statistic > 1.226 && between.statistic < 1.961, `${between.statistic}`);
  assert.ok(between.pValue > 0.049 && between.pValue < 0.102, `${between.pValue}`);
});

Deno.test("andersonDarling has no answer for three rows", () => {
  assert.ok(Number.isNaN(andersonDarling(numericDistribution([1, 2]), numericDistribution([3])).pValue));
});

goldenTest("andersonDarling agrees with SciPy's statistic", () => {
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { statistic: number }> }>("stats/anderson.num.json");
  for (const [name, { statistic }] of Object.entries(cases)) {
    const { reference, current } = inputs[name];
    const found = andersonDarling(numericDistribution(reference), numericDistribution(current));
    assertClose(found.statistic, statistic, name, 1e-9);
  }
});
