import assert from "node:assert/strict";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { monitor } from "./monitor.ts";
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
  assert.deepEqual(document, {
    verdict: "ok",
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
        n_reference: 3,
        n_current: 3,
        method: "z",
        kind: "test",
        score: 1,
        threshold: 0.05,
        drifted: false,
        within_chance: false,
      },
      {
        column: "zone",
        type: "categorical",
        role: "feature",
        n_reference: 4,
        n_current: 0,
        skipped: "The current window has no such column",
      },
    ],
    dataset: { columns: 1, drifted: 0, share: 0, drift: false },
    regression: {
      reference: { rows: 1, me: 2, mae: 2, mape: null, mse: 4, rmse: 2, r2: null, max_error: 2 },
      current: null,
    },
    tests: [
      {
        name: "Share of drifted columns",
        subject: "dataset",
        status: "passed",
        description: "0 of 1 columns drifted, a share of 0; the limit is below 0.5.",
      },
      {
        name: "Drift of duration",
        subject: "column",
        status: "passed",
        description: "The p-value is 1 by z; the limit is above 0.05.",
      },
    ],
  });
});
