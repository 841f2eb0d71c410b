import assert from "node:assert/strict";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { sampleMonitoringResult } from "../../tests/sample_monitoring_result.ts";
import { monitor } from "./monitor.ts";
import { MONITORING_DOCUMENT } from "./monitoring_document.ts";
import { monitoringJson } from "./monitoring_json.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import type { Window } from "./window.ts";

Deno.test("monitoringJson writes the whole result, with null for what is not there or not a number", () => {
  const single = new RegressionPerformanceAccumulator();
  single.add({ target: Float64Array.of(0), prediction: Float64Array.of(2) });
  const reference: Window = {
    name: "2023-01",
    rows: 4,
    from: "2023-01-01T00:00:00",
    to: "2023-01-31T23:59:59",
    hash: "abc",
    columns: [
      { name: "duration", role: "target", unit: "min", distribution: numericDistribution([1, 2, 2, NaN]) },
      {
        name: "zone",
        role: "feature",
        unit: "",
        distribution: categoricalDistribution(["a", "b", "c", "a"]),
      },
    ],
    regression: single.finish(),
  };
  const current: Window = { name: "2023-02", rows: 3, columns: [reference.columns[0]] };
  const document = JSON.parse(JSON.stringify(monitoringJson(monitor(reference, current))));
  MONITORING_DOCUMENT.parse(document);
  const { regression: { reference: before, current: after }, ...rest } = document;
  const { rows, me, mae, mape, mse, rmse, r2, max_error, unit, spread } = before;
  assert.deepEqual([rows, me, mae, mape, mse, rmse, r2, max_error, unit], [
    1,
    2,
    2,
    null,
    4,
    2,
    null,
    2,
    "min",
  ]);
  assert.deepEqual(spread, { me: null, mae: null, mape: null });
  assert.equal(after, null);
  assert.deepEqual(rest, {
    verdict: "warning",
    parity: null,
    reference: {
      name: "2023-01",
      rows: 4,
      from: "2023-01-01T00:00:00",
      to: "2023-01-31T23:59:59",
      hash: "abc",
    },
    current: { name: "2023-02", rows: 3, from: null, to: null, hash: null },
    model: null,
    columns: [
      {
        column: "duration",
        type: "numeric",
        role: "target",
        unit: "min",
        n_reference: 3,
        n_current: 3,
        missing_reference: 1,
        missing_current: 1,
        method: "z",
        kind: "test",
        score: 1,
        threshold: 0.05,
        severity: 0,
        drifted: false,
        within_chance: false,
      },
      {
        column: "zone",
        type: "categorical",
        role: "feature",
        unit: "",
        n_reference: 4,
        n_current: 0,
        missing_reference: 0,
        missing_current: 0,
        skipped: "The current window has no such column",
      },
    ],
    dataset: { columns: 1, drifted: 0, share: 0, drift: false },
    worst_segments: [],
    quality: [{
      kind: "schema",
      column: "zone",
      level: "warning",
      description: "zone is a column of the reference and not of current",
      rows: null,
      examples: [],
    }],
    tests: [
      {
        name: "Share of drifted columns",
        subject: "dataset",
        status: "passed",
        severity: "alert",
        description: "0 of 1 columns drifted, a share of 0; the limit is below 0.5.",
      },
      {
        name: "Drift of duration",
        subject: "column",
        status: "passed",
        severity: "alert",
        description: "The p-value is 1 by z; the limit is above 0.05.",
      },
      {
        name: "Drift of zone",
        subject: "column",
        status: "skipped",
        severity: "warning",
        description: "The current window has no such column.",
      },
    ],
  });
});

Deno.test("monitoringJson fits its published schema for a whole report, and in parity says Evidently's words", () => {
  const result = sampleMonitoringResult(500);
  MONITORING_DOCUMENT.parse(JSON.parse(JSON.stringify(monitoringJson(result))));
  const { tests } = MONITORING_DOCUMENT.parse(monitoringJson({ ...result, parity: "evidently" }));
  assert.deepEqual(new Set(tests.map(({ status }) => status)), new Set(["SUCCESS", "FAIL"]));
  assert.throws(() => MONITORING_DOCUMENT.parse({ ...monitoringJson(result), verdict: "fine" }));
});
