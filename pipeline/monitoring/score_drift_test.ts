import assert from "node:assert/strict";
import fc from "fast-check";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { DRIFT_METHODS } from "./drift_methods.ts";
import type { DriftMethod, DriftScore } from "./monitoring_result.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { isDrift, scoreDrift } from "./score_drift.ts";

const numbers = numericDistribution(Array.from({ length: 30 }, (_, i) => i));
const levels = categoricalDistribution(["a", "b", "c"]);

Deno.test("isDrift judges a score that equals its threshold as Evidently does", () => {
  const atThreshold = Object.keys(DRIFT_METHODS).filter((method) =>
    isDrift({ kind: "distance", method: method as DriftMethod, value: 0.1, threshold: 0.1 })
  );
  assert.deepEqual(atThreshold, [
    "ks",
    "wasserstein",
    "jensenshannon",
    "psi",
    "kl_div",
    "hellinger",
    "cramer_von_mises",
  ]);
  for (const method of Object.keys(DRIFT_METHODS) as DriftMethod[]) {
    assert.equal(
      isDrift({ kind: "test", method, statistic: 1, pValue: 0.1, threshold: 0.1 }),
      atThreshold.includes(method),
      method,
    );
  }
});

Deno.test("isDrift takes small p-values and large distances for drift, and NaN for none", () => {
  const distance = (value: number): DriftScore => ({
    kind: "distance",
    method: "psi",
    value,
    threshold: 0.05,
  });
  const test = (pValue: number): DriftScore => ({
    kind: "test",
    method: "ks",
    statistic: 1,
    pValue,
    threshold: 0.05,
  });
  assert.deepEqual([0.01, 0.9, NaN].map((value) => isDrift(distance(value))), [false, true, false]);
  assert.deepEqual([0.01, 0.9, NaN].map((value) => isDrift(test(value))), [true, false, false]);
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
  const more = [
    [
      scoreDrift("g_test", 0.1, numbers, numbers),
      "Method g_test compares categories, and the column is numeric",
    ],
    [
      scoreDrift("t_test", 0.05, constant, constant),
      "Method t_test compares at least two values, and the column has one",
    ],
    [
      scoreDrift("es", 0.05, constant, numericDistribution([7])),
      "Method es compares values that vary, and the middle half of all rows has a single one",
    ],
    [
      scoreDrift("es", 0.05, numbers, numericDistribution([1, 2, 3])),
      "Method es compares at least 5 rows in each window, and they have 30 and 3",
    ],
    [
      scoreDrift("cramer_von_mises", 0.1, numbers, numericDistribution([1])),
      "Method cramer_von_mises compares at least 2 rows in each window, and they have 30 and 1",
    ],
    [
      scoreDrift("anderson", 0.1, constant, constant),
      "Method anderson compares at least two values, and the column has one",
    ],
    [
      scoreDrift("fisher_exact", 0.1, levels, levels),
      "Method fisher_exact compares the share of one of two values, and the column has 3",
    ],
    [
      scoreDrift("psi", 0.1, numericDistribution([-1e308, 0]), numericDistribution([1e308])),
      "Method psi compares numbers in equal bins, and the range of these has no room in a floating-point number",
    ],
    [
      scoreDrift("g_test", 0.1, levels, categoricalDistribution(["a"]), "evidently"),
      "Method g_test compares windows of equal size in Evidently, and they have 3 and 1 rows",
    ],
  ] as const;
  for (const [found, skipped] of [...cases, ...more]) assert.deepEqual(found, { skipped });
});

Deno.test("scoreDrift takes a score that is no number for no drift with parity, and skips the column without", () => {
  const constant = categoricalDistribution(["a", "a"]);
  assert.deepEqual(scoreDrift("chisquare", 0.05, constant, constant, "evidently"), {
    score: { kind: "test", method: "chisquare", statistic: 0, pValue: NaN, threshold: 0.05 },
    drifted: false,
  });
  assert.ok("skipped" in scoreDrift("chisquare", 0.05, constant, constant));
});

Deno.test("scoreDrift asks Mann-Whitney for either direction, with parity only whether current is larger", () => {
  const larger = numericDistribution(Array.from({ length: 30 }, (_, i) => i + 20));
  const drifts = (...windows: [typeof numbers, typeof numbers]) =>
    ([undefined, "evidently"] as const).map((parity) => {
      const found = scoreDrift("mannw", 0.05, ...windows, parity);
      return "drifted" in found && found.drifted;
    });
  assert.deepEqual(drifts(numbers, larger), [true, true]);
  assert.deepEqual(drifts(larger, numbers), [true, false]);
});

Deno.test("scoreDrift measures total variation as a distance, with parity as a p-value", () => {
  const other = categoricalDistribution(["a", "b", "d"]);
  const found = scoreDrift("TVD", 0.1, levels, other);
  assert.ok("score" in found && found.score.kind === "distance" && found.drifted);
  assert.ok(Math.abs(found.score.value - 1 / 3) < 1e-15);
  const parity = scoreDrift("TVD", 0.1, levels, other, "evidently");
  assert.ok("score" in parity && parity.score.kind === "test" && !parity.drifted);
});

const anyNumber = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -100, max: 100, noNaN: true }),
);
const anyWindow = fc.oneof(
  fc.array(anyNumber, { minLength: 1, maxLength: 40 }).map((rows) => numericDistribution(rows)),
  fc.array(fc.string({ maxLength: 1 }), { minLength: 1, maxLength: 40 }).map((rows) =>
    categoricalDistribution(rows)
  ),
);

Deno.test("scoreDrift of any two windows is a finite score or a reason, and no drift for a window against itself", () => {
  fc.assert(fc.property(anyWindow, anyWindow, (before, other) => {
    const after = other.kind === before.kind ? other : before;
    for (const method of Object.keys(DRIFT_METHODS) as DriftMethod[]) {
      const { threshold } = DRIFT_METHODS[method];
      const found = scoreDrift(method, threshold, before, after);
      if ("score" in found) {
        const judged = found.score.kind === "test" ? found.score.pValue : found.score.value;
        assert.ok(judged >= 0 && Number.isFinite(judged), `${method} ${judged}`);
        if (found.score.kind === "test") assert.ok(judged <= 1, `${method} ${judged}`);
      } else assert.match(found.skipped, new RegExp(`^Method ${method} `));
      const itself = scoreDrift(method, threshold, before, before);
      assert.ok("skipped" in itself || !itself.drifted, `${method} ${JSON.stringify(itself)}`);
    }
  }));
});
