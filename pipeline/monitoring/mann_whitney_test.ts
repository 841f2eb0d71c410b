import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { mannWhitney } from "./mann_whitney.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });

Deno.test("mannWhitney's U counts pairs of rows, ties half", () => {
  fc.assert(fc.property(sample, sample, (a, b) => {
    const pairs = a.flatMap((x) => b.map((y) => x > y ? 1 : x === y ? 0.5 : 0));
    const found = mannWhitney(numericDistribution(a), numericDistribution(b));
    assert.equal(found.statistic, pairs.reduce<number>((sum, one) => sum + one, 0));
  }));
});

Deno.test("mannWhitney two-sided is symmetric, and 1 for a sample against itself", () => {
  fc.assert(fc.property(sample, sample, (a, b) => {
    const [before, after] = [numericDistribution(a), numericDistribution(b)];
    assertClose(mannWhitney(before, after).pValue, mannWhitney(after, before).pValue, "p");
    assert.equal(mannWhitney(before, before).pValue, 1);
  }));
});

Deno.test("mannWhitney less sees current grow, not shrink", () => {
  const [low, high] = [0, 10].map((from) =>
    numericDistribution(Array.from({ length: 30 }, (_, i) => from + i))
  );
  assert.ok(mannWhitney(low, high, "less").pValue < 0.001);
  assert.ok(mannWhitney(high, low, "less").pValue > 0.999);
});

Deno.test("mannWhitney is exact in a small window, and near the normal distribution where it stops", () => {
  const rows = (n: number, from: number) =>
    numericDistribution(Array.from({ length: n }, (_, i) => from + i));
  assertClose(mannWhitney(rows(3, 0), rows(4, 3)).pValue, 2 / 35, "all lower", 1e-12);
  const [exact, normal] = [8, 9].map((n) => mannWhitney(rows(n, 10.5), rows(40, 0)).pValue);
  assert.ok(Math.abs(exact - normal) < 0.1, `${exact} and ${normal}`);
});

goldenTest("mannWhitney agrees with SciPy's statistic", () => {
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { U1: number }> }>("stats/mannw.num.json");
  for (const [name, { U1 }] of Object.entries(cases)) {
    const { reference, current } = inputs[name];
    const found = mannWhitney(numericDistribution(reference), numericDistribution(current));
    assert.equal(found.statistic, U1, name);
  }
});
