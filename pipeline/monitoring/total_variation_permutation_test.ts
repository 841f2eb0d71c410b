import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { fisherExact } from "./fisher_exact.ts";
import { totalVariation } from "./total_variation.ts";
import { totalVariationPermutation } from "./total_variation_permutation.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 20 });

Deno.test("totalVariationPermutation is 1 for a sample against itself, and gives the same p each time", () => {
  fc.assert(
    fc.property(labels, labels, (a, b) => {
      const [before, after] = [categoricalDistribution(a), categoricalDistribution(b)];
      assert.equal(totalVariationPermutation(before, before).pValue, 1);
      const found = totalVariationPermutation(before, after);
      assert.deepEqual(totalVariationPermutation(before, after), found);
      assertClose(found.statistic, totalVariation(before, after), "distance");
    }),
    { numRuns: 20 },
  );
});

Deno.test("totalVariationPermutation of two levels in windows of one size is Fisher's exact test", () => {
  const rows = (a: number, b: number) =>
    categoricalDistribution([...new Array(a).fill("a"), ...new Array(b).fill("b")]);
  const [before, after] = [rows(12, 8), rows(7, 13)];
  const exact = fisherExact(before, after).pValue;
  assertClose(totalVariationPermutation(before, after).pValue, exact, "p", 0, 0.012);
});
