import assert from "node:assert/strict";
import { type EvidentlyFindings, reportDisagreements, type ReportFindings } from "./report_agreement.ts";

const EVIDENTLY: EvidentlyFindings = {
  columns: { hour: 0.02, zone: 0.3 },
  drifted: 1,
  share: 0.5,
  regression: { current: { mae: 4.2 }, reference: { mae: 4.1 } },
  tests: [{ name: "Share", passed: true }, { name: "Drift", passed: true }],
};

const TAXI: ReportFindings = {
  columns: [{ column: "zone", score: 0.3 }, { column: "hour", score: 0.02 * (1 + 1e-10) }],
  dataset: { drifted: 1, share: 0.5 },
  regression: { current: { mae: 4.2 }, reference: { mae: 4.1 } },
  tests: [{ name: "a", status: "SUCCESS" }, { name: "b", status: "SUCCESS" }],
};

Deno.test("reportDisagreements finds none within a billionth", () => {
  assert.deepEqual(reportDisagreements(TAXI, EVIDENTLY), []);
});

Deno.test("reportDisagreements names a score that is off, missing or too many", () => {
  const off = {
    ...TAXI,
    columns: [{ column: "zone", score: 0.3 + 1e-8 }, { column: "hour" }, { column: "x" }],
  };
  const found = reportDisagreements(off, EVIDENTLY);
  assert.equal(found.length, 3);
  assert.match(found[0], /^score of hour is missing/);
  assert.match(found[1], /^score of zone differs/);
  assert.match(found[2], /^number of scored columns differs: 3 and 2/);
});

Deno.test("reportDisagreements names counts, errors and tests that differ, and errors that are not numbers", () => {
  const off: ReportFindings = {
    ...TAXI,
    dataset: { drifted: 2, share: 1 },
    regression: { current: { mae: NaN }, reference: null },
    tests: [{ name: "a", status: "ERROR" }],
  };
  const found = reportDisagreements(off, EVIDENTLY);
  assert.deepEqual(found.map((sentence) => sentence.split(/ differ| is /)[0]), [
    "number of drifted columns",
    "share of drifted columns",
    "mae of current",
    "mae of reference",
    "number of tests",
    "number of failed tests",
  ]);
});
