import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { chiSquare } from "./chi_square.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 2 });

Deno.test("chiSquare of proportions that did not change is 0 with p = 1", () => {
  const twice = categoricalDistribution(["a", "a", "a", "a", "b", "b"]);
  const found = chiSquare(categoricalDistribution(["a", "b", "a"]), twice);
  assert.deepEqual(found, { statistic: 0, pValue: 1 });
});

Deno.test("chiSquare does not depend on the order of rows", () => {
  fc.assert(fc.property(labels, labels, (a, b) => {
    const found = chiSquare(categoricalDistribution(a), categoricalDistribution(b));
    const reversed = chiSquare(
      categoricalDistribution(a.toReversed()),
      categoricalDistribution(b.toReversed()),
    );
    assert.deepEqual(found, reversed);
  }));
});

Deno.test("chiSquare takes a new value for certain drift, and has no answer for a single value", () => {
  const old = categoricalDistribution(["a", "b"]);
  assert.deepEqual(chiSquare(old, categoricalDistribution(["a", "c"])), { statistic: Infinity, pValue: 0 });
  assert.ok(Number.isNaN(chiSquare(numericDistribution([7]), numericDistribution([7, 7])).pValue));
});

goldenTest("chiSquare agrees with Evidently", () => {
  const inputs = readGolden<Record<string, { reference: string[]; current: string[] }>>(
    "stats/inputs_cat.json",
  );
  const { cases } = readGolden<{ cases: Record<string, { score: GoldenNumber }> }>(
    "stats/chisquare.cat.json",
  );
  for (const [name, { score }] of Object.entries(cases)) {
    const { reference, current } = inputs[name];
    const found = chiSquare(categoricalDistribution(reference), categoricalDistribution(current));
    assertClose(found.pValue, score, name);
  }
});
