import assert from "node:assert/strict";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { DRIFT_METHODS } from "./drift_methods.ts";
import type { DriftMethod } from "./monitoring_result.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { scoreDrift } from "./score_drift.ts";

interface GoldenStatistic {
  stattest: string;
  display_name: string;
  feature_type: "num" | "cat";
  default_threshold: number;
  inputs: string;
  cases: Record<
    string,
    { score: GoldenNumber; score_tie_tolerant?: GoldenNumber; drifted: boolean; threshold: number } | {
      error: string;
    }
  >;
}

/** What the goldens' own README allows beyond 1e-9; a small window's Cramer-von Mises is counted in half precision there. */
const ABSOLUTE: Readonly<Record<string, number>> = { cramer_von_mises: 1e-9, hellinger: 3e-8, TVD: 0.05 };
const HALF_PRECISION = 2e-3;

for (const [method, rule] of Object.entries(DRIFT_METHODS)) {
  for (const type of ["num", "cat"] as const) {
    if (!rule.types.includes(type === "num" ? "numeric" : "categorical")) continue;
    if (type === "num" && (method === "chisquare" || method === "z")) continue; // Evidently's only for few values
    goldenTest(`method ${method} scores and judges ${type} columns as Evidently does`, () => {
      const golden = readGolden<GoldenStatistic>(`stats/${method}.${type}.json`);
      assert.equal(golden.default_threshold, rule.threshold);
      assert.equal(golden.display_name, rule.displayName);
      const inputs = readGolden<
        Record<string, { reference: (number | string)[]; current: (number | string)[] }>
      >(
        `stats/${golden.inputs}`,
      );
      for (const [name, expected] of Object.entries(golden.cases)) {
        const { reference, current } = inputs[name];
        const [before, after] = [reference, current].map((rows) =>
          type === "num" ? numericDistribution(rows as number[]) : categoricalDistribution(rows.map(String))
        );
        const found = scoreDrift(method as DriftMethod, rule.threshold, before, after, "evidently");
        if ("error" in expected) {
          assert.ok("skipped" in found, `${name}: expected a reason in place of "${expected.error}"`);
          continue;
        }
        assert.ok("score" in found, `${name}: ${JSON.stringify(found)}`);
        const score = found.score.kind === "test" ? found.score.pValue : found.score.value;
        const half = method === "cramer_von_mises" && Math.max(before.rows, after.rows) <= 20;
        const absolute = half ? HALF_PRECISION : ABSOLUTE[method] ?? 1e-12;
        assertClose(score, expected.score_tie_tolerant ?? expected.score, name, 1e-9, absolute);
        assert.equal(found.drifted, expected.drifted, name);
      }
    });
  }
}
