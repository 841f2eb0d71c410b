import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { totalVariation } from "./total_variation.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });

Deno.test("totalVariation of a sample against itself is 0, with rows repeated too", () => {
  fc.assert(fc.property(labels, (rows) => {
    assert.equal(
      totalVariation(categoricalDistribution(rows), categoricalDistribution([...rows, ...rows])),
      0,
    );
  }));
});

Deno.test("totalVariation is symmetric, the sum of all gains, and 1 without a common level", () => {
  fc.assert(fc.property(labels, labels, (a, b) => {
    const [before, after] = [categoricalDistribution(a), categoricalDistribution(b)];
    const gains = [...after.counts].map(([level, rows]) =>
      Math.max(rows / b.length - (before.counts.get(level) ?? 0) / a.length, 0)
    );
    assertClose(totalVariation(before, after), gains.reduce((sum, gain) => sum + gain, 0), "distance");
    assertClose(totalVariation(before, after), totalVariation(after, before), "distance");
  }));
  assert.equal(totalVariation(categoricalDistribution(["a"]), categoricalDistribution(["b", "c"])), 1);
});

goldenTest("totalVariation agrees with Evidently's distance", () => {
  const inputs = readGolden<Record<string, { reference: string[]; current: string[] }>>(
    "stats/inputs_cat.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { observed_tvd: number }> }>("stats/TVD.cat.json");
  for (const [name, { observed_tvd }] of Object.entries(cases)) {
    const { reference, current } = inputs[name];
    const found = totalVariation(categoricalDistribution(reference), categoricalDistribution(current));
    assertClose(found, observed_tvd, name);
  }
});
