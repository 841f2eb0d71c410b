import assert from "node:assert/strict";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { DRIFT_METHODS, scoreDrift } from "./score_drift.ts";

const numbers = numericDistribution(Array.from({ length: 30 }, (_, i) => i));
const levels = categoricalDistribution(["a", "b", "c"]);

Deno.test("DRIFT_METHODS judges a score that equals its threshold as Evidently does", () => {
  const judged = Object.entries(DRIFT_METHODS).map(([method, { drifted }]) => [method, drifted(0.1, 0.1)]);
  assert.deepEqual(Object.fromEntries(judged), {
    ks: true,
    chisquare: false,
    z: false,
    wasserstein: true,
    jensenshannon: true,
  });
});

Deno.test("DRIFT_METHODS takes small p-values and large distances for drift, and no number for none", () => {
  for (const [method, { drifted }] of Object.entries(DRIFT_METHODS)) {
    const isTest = method === "ks" || method === "chisquare" || method === "z";
    assert.equal(drifted(0.01, 0.05), isTest, method);
    assert.equal(drifted(0.9, 0.05), !isTest, method);
    assert.equal(drifted(NaN, 0.05), false, method);
  }
});

Deno.test("scoreDrift says whether its score is a distance or a test", () => {
  assert.deepEqual(scoreDrift("wasserstein", 0.2, numbers, numbers), {
    score: { kind: "distance", method: "wasserstein", value: 0, threshold: 0.2 },
    drifted: false,
  });
  assert.deepEqual(scoreDrift("ks", 0.05, numbers, numbers), {
    score: { kind: "test", method: "ks", statistic: 0, pValue: 1, threshold: 0.05 },
    drifted: false,
  });
});

Deno.test("scoreDrift gives the reason where a method does not suit the column", () => {
  const constant = numericDistribution([7, 7]);
  const cases = [
    [scoreDrift("ks", 0.05, levels, levels), "Method ks compares numbers, and the column is categorical"],
    [
      scoreDrift("wasserstein", 0.1, levels, levels),
      "Method wasserstein compares numbers, and the column is categorical",
    ],
    [
      scoreDrift("z", 0.05, levels, levels),
      "Method z compares the share of one of two values, and the column has 3",
    ],
    [
      scoreDrift("chisquare", 0.05, numbers, numbers),
      "Method chisquare compares categories or up to 20 different numbers, and the column has 30",
    ],
    [
      scoreDrift("chisquare", 0.05, constant, constant),
      "Method chisquare compares at least two values, and the column has one",
    ],
  ] as const;
  for (const [found, skipped] of cases) assert.deepEqual(found, { skipped });
});
