import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { compareShares } from "./compare_shares.ts";

const flags = fc.array(fc.constantFrom("n", "y"), { minLength: 1 });

Deno.test("compareShares of a sample against itself is 0 with p = 1", () => {
  fc.assert(fc.property(flags, (rows) => {
    const found = compareShares(categoricalDistribution(rows), categoricalDistribution(rows.toReversed()));
    assert.deepEqual(found, { statistic: 0, pValue: 1 });
  }));
});

Deno.test("compareShares turns round its sign when the windows change places, and keeps its p-value", () => {
  fc.assert(fc.property(flags, flags, (a, b) => {
    const [there, back] = [[a, b], [b, a]].map(([x, y]) =>
      compareShares(categoricalDistribution(x), categoricalDistribution(y))
    );
    assertClose(there.statistic, -back.statistic, "statistic");
    assertClose(there.pValue, back.pValue, "p-value");
  }));
});

Deno.test("compareShares compares numbers of two values, with the pooled variance", () => {
  const found = compareShares(numericDistribution([0, 0, 0, 1]), numericDistribution([0, 1, 1, 1]));
  assertClose(found.statistic, 0.5 / Math.sqrt(0.25 * 0.5), "z");
  assertClose(found.pValue, 0.15729920705028502, "p of z = sqrt(2)");
});

goldenTest("compareShares agrees with Evidently", () => {
  const inputs = readGolden<Record<string, { reference: string[]; current: string[] }>>(
    "stats/inputs_bin.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { score: GoldenNumber }> }>("stats/z.cat.json");
  for (const [name, { score }] of Object.entries(cases)) {
    const { reference, current } = inputs[name];
    assertClose(
      compareShares(categoricalDistribution(reference), categoricalDistribution(current)).pValue,
      score,
      name,
    );
  }
});

goldenTest("compareShares keeps the far tail that 1 - cdf rounds to 0", () => {
  type Case = { z: number; p: number };
  const golden = readGolden<{ two_sided_norm_1_minus_cdf: Case[] }>("stats/primitives.json");
  assert.ok(golden.two_sided_norm_1_minus_cdf.some(({ p }) => p === 0));
  const all = new Array<number>(500);
  const found = compareShares(
    numericDistribution(all.fill(0).concat(1)),
    numericDistribution(all.fill(1).concat(0)),
  );
  assert.ok(found.pValue > 0 && found.pValue < 1e-100);
});
