import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { chiSquareSf } from "./chi_square_sf.ts";
import { logLikelihoodTest } from "./log_likelihood.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 2 });

Deno.test("logLikelihoodTest of proportions that did not change is 0 with p = 1", () => {
  fc.assert(fc.property(labels, (rows) => {
    fc.pre(new Set(rows).size > 1);
    const twice = categoricalDistribution([...rows, ...rows]);
    assertClose(logLikelihoodTest(categoricalDistribution(rows), twice).pValue, 1, "p");
  }));
});

Deno.test("logLikelihoodTest expects the reference's proportions in windows of any size", () => {
  const before = categoricalDistribution(["a", "a", "a", "b"]);
  const after = categoricalDistribution(["a", "b"]);
  const statistic = 2 * (Math.log(1 / 1.5) + Math.log(1 / 0.5));
  const found = logLikelihoodTest(before, after);
  assertClose(found.statistic, statistic, "G");
  assertClose(found.pValue, chiSquareSf(statistic, 1), "p");
});

Deno.test("logLikelihoodTest takes a new value for certain drift, and has no answer for a single value", () => {
  const old = categoricalDistribution(["a", "b"]);
  assert.deepEqual(logLikelihoodTest(old, categoricalDistribution(["a", "c"])), {
    statistic: Infinity,
    pValue: 0,
  });
  const one = categoricalDistribution(["a"]);
  assert.ok(Number.isNaN(logLikelihoodTest(one, one).pValue));
});
