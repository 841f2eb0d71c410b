import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { numericDistribution } from "../pipeline/monitoring/numeric_distribution.ts";
import type { ColumnComparison, DriftScore } from "../pipeline/monitoring/monitoring_result.ts";
import { driftSeverity as severity } from "../pipeline/monitoring/drift_severity.ts";
import { bySeverity } from "./severity.ts";

const distance = (value: number): DriftScore => ({
  kind: "distance",
  method: "wasserstein",
  value,
  threshold: 0.1,
});
const test = (pValue: number): DriftScore => ({
  kind: "test",
  method: "ks",
  statistic: 0,
  pValue,
  threshold: 0.05,
});

Deno.test("severity is 1 exactly on the threshold, for distances and tests", () => {
  equal(severity(distance(0.1)), 1);
  equal(severity(test(0.05)), 1);
});

Deno.test("severity grows with a distance and with a shrinking p-value", () => {
  equal(severity(distance(0.25)), 2.5);
  ok(Math.abs(severity(test(0.0025)) - 2) < 1e-12);
  equal(severity(test(1)), 0);
  ok(Number.isFinite(severity(test(0))));
});

Deno.test("severity of a score without an answer is 0", () => {
  equal(severity(distance(NaN)), 0);
  equal(severity(test(NaN)), 0);
});

Deno.test("severity keeps the order of p-values", () => {
  const p = fc.double({ min: 1e-290, max: 1, noNaN: true });
  fc.assert(fc.property(p, p, (a, b) => ok(a <= b ? severity(test(a)) >= severity(test(b)) : true)));
});

Deno.test("bySeverity mixes tests and distances on one scale and puts skipped columns last", () => {
  const empty = numericDistribution([]);
  const base = { role: "feature", unit: "", reference: empty, current: empty } as const;
  const columns: ColumnComparison[] = [
    { ...base, column: "skipped", skipped: "no values" },
    { ...base, column: "steady", score: test(0.9), drifted: false },
    { ...base, column: "worst", score: test(1e-9), drifted: true },
    { ...base, column: "moved", score: distance(0.2), drifted: true },
  ];
  deepEqual(bySeverity(columns).map(({ column }) => column), ["worst", "moved", "steady", "skipped"]);
});
