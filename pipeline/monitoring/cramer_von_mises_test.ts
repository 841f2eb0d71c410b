import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { cramerVonMises } from "./cramer_von_mises.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 50 });

Deno.test("cramerVonMises of rows that do not repeat is the mean square of the gap between the two curves", () => {
  const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 8, maxLength: 60 });
  fc.assert(fc.property(distinct, (rows) => {
    const [a, b] = [rows.slice(0, 5), rows.slice(5)];
    const share = (sample: number[], value: number) =>
      sample.filter((row) => row <= value).length / sample.length;
    const squares = rows.map((value) => (share(a, value) - share(b, value)) ** 2);
    const naive = squares.reduce((sum, square) => sum + square, 0) * a.length * b.length / rows.length ** 2;
    assertClose(
      cramerVonMises(numericDistribution(a), numericDistribution(b)).statistic,
      naive,
      "T",
      1e-9,
      1e-12,
    );
  }));
});

Deno.test("cramerVonMises is symmetric, and certain of a sample against itself", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const [before, after] = [numericDistribution(a), numericDistribution(b)];
      const [there, back] = [cramerVonMises(before, after), cramerVonMises(after, before)];
      assertClose(there.statistic, back.statistic, "T", 1e-9, 1e-12);
      assertClose(there.pValue, back.pValue, "p", 1e-9, 1e-12);
      assert.equal(cramerVonMises(before, before).pValue, 1);
    }),
    { numRuns: 50 },
  );
});

Deno.test("cramerVonMises is exact up to 20 rows and close to the limit there", () => {
  const rows = (n: number, from: number) =>
    numericDistribution(Array.from({ length: n }, (_, i) => i / n + from));
  const [exact, limit] = [20, 21].map((n) => cramerVonMises(rows(n, 0), rows(n, 0.22)).pValue);
  assert.ok(Math.abs(exact - limit) < 0.03, `${exact} and ${limit}`);
});

goldenTest("cramerVonMises agrees with Evidently, whose series ends in the seventh decimal", () => {
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  type Case = { score: GoldenNumber; statistic: number };
  const { cases } = readGolden<{ cases: Record<string, Case> }>("stats/cramer_von_mises.num.json");
  for (const [name, { score, statistic }] of Object.entries(cases)) {
    const [before, after] = [inputs[name].reference, inputs[name].current].map((rows) =>
      numericDistribution(rows)
    );
    const found = cramerVonMises(before, after);
    assertClose(found.statistic, statistic, name, 1e-9);
    if (name === "tiny_6_9") assertClose(found.pValue, 0.874525, name, 1e-6); // SciPy's; Evidently counts in half precision
    else assertClose(found.pValue, score, name, 1e-8, 3e-7);
  }
});
