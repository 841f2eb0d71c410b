import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { studentT } from "./student_t.ts";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 60 })
  .filter((rows) => new Set(rows).size > 1);

Deno.test("studentT of a sample against itself is 0 with p = 1", () => {
  fc.assert(fc.property(sample, (rows) => {
    const found = studentT(numericDistribution(rows), numericDistribution(rows.toReversed()));
    assert.deepEqual(found, { statistic: 0, pValue: 1 });
  }));
});

Deno.test("studentT turns round its sign when the windows change places, and keeps its p-value", () => {
  fc.assert(fc.property(sample, sample, (a, b) => {
    const [before, after] = [numericDistribution(a), numericDistribution(b)];
    const [there, back] = [studentT(before, after), studentT(after, before)];
    assertClose(there.statistic, -back.statistic, "t");
    assertClose(there.pValue, back.pValue, "p");
  }));
});

Deno.test("studentT knows neither origin nor unit", () => {
  const rows = (unit: number, origin: number, more: number) =>
    numericDistribution([1, 2, 4, 8, 16].map((value) => (value + more) * unit + origin));
  const plain = studentT(rows(1, 0, 0), rows(1, 0, 3));
  for (const [unit, origin] of [[1e-300, 0], [1e300, 0], [1, 2 ** 40]]) {
    const found = studentT(rows(unit, origin, 0), rows(unit, origin, 3));
    assertClose(found.statistic, plain.statistic, `unit ${unit}, origin ${origin}`);
  }
});

Deno.test("studentT of constant windows is certain of a difference, and has no answer without one", () => {
  const [one, two] = [numericDistribution([1, 1]), numericDistribution([2, 2, 2])];
  assert.deepEqual(studentT(one, two), { statistic: -Infinity, pValue: 0 });
  assert.ok(Number.isNaN(studentT(two, two).pValue));
});

goldenTest("studentT agrees with SciPy's statistic", () => {
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { t: number }> }>("stats/t_test.num.json");
  for (const [name, { t }] of Object.entries(cases)) {
    const found = studentT(
      numericDistribution(inputs[name].reference),
      numericDistribution(inputs[name].current),
    );
    assertClose(found.statistic, t, name, 1e-9);
  }
});
