import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { wasserstein } from "./wasserstein.ts";

const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 });

Deno.test("wasserstein of a sample against itself is 0", () => {
  fc.assert(fc.property(sample, (rows) => {
    assert.equal(wasserstein(numericDistribution(rows), numericDistribution(rows.toReversed())), 0);
  }));
});

Deno.test("wasserstein of shifted rows is the shift in reference deviations", () => {
  const spread = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 2 }).filter((rows) =>
    new Set(rows).size > 1
  );
  fc.assert(fc.property(spread, fc.integer({ min: -99, max: 99 }), (rows, shift) => {
    const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
    const deviation = Math.sqrt(rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length);
    const found = wasserstein(
      numericDistribution(rows),
      numericDistribution(rows.map((value) => value + shift)),
    );
    assertClose(found, Math.abs(shift) / deviation, "distance", 1e-8, 1e-8);
  }));
});

Deno.test("wasserstein of weighted values equals that of the rows written out", () => {
  const once = numericDistribution([1, 2, 4]);
  const weighted = { ...once, counts: Float64Array.of(5, 1, 3), rows: 9 };
  const other = numericDistribution([0, 2, 2, 3]);
  const written = numericDistribution([1, 1, 1, 1, 1, 2, 4, 4, 4]);
  assert.equal(wasserstein(weighted, other), wasserstein(written, other));
});

Deno.test("wasserstein of a reference without spread is measured in thousandths", () => {
  assertClose(wasserstein(numericDistribution([5, 5]), numericDistribution([5.25])), 250, "distance");
});

goldenTest("wasserstein agrees with Evidently", () => {
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { score: GoldenNumber }> }>(
    "stats/wasserstein.num.json",
  );
  for (const [name, { score }] of Object.entries(cases)) {
    const { reference, current } = inputs[name];
    assertClose(wasserstein(numericDistribution(reference), numericDistribution(current)), score, name);
  }
});
