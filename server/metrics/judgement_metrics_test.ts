import assert from "node:assert/strict";
import type { Judgement } from "../../tracking/judgement.ts";
import { FAKE_BUILD, FAKE_MODEL } from "../fake_app.ts";
import { fixedModel } from "../served_models.ts";
import { createServerMetrics } from "./server_metrics.ts";

const JUDGEMENT: Judgement = {
  judgedAt: 1_740_835_800_500,
  model: "duration",
  modelVersion: 3,
  modelHash: "c".repeat(64),
  windowFrom: 1_740_835_000_000,
  windowTo: 1_740_835_800_000,
  verdict: "warning",
  rows: 1200,
  driftedShare: 0.25,
  columns: [
    {
      name: "trip_distance",
      method: "wasserstein",
      kind: "distance",
      score: 0.5,
      threshold: 0.1,
      drifted: true,
    },
    { name: 'a "b"\n', method: "ks", kind: "test", score: null, threshold: 0.05, drifted: false },
  ],
  metrics: { rows: 400, me: -0.5, mae: 3.25, mape: 30, rmse: 4.5 },
  alert: { since: 1_740_835_000_000, told: false, notifiedAt: null },
};

/** Samples of what the last run of monitor said. */
async function told(judgement: Judgement | undefined): Promise<string[]> {
  const metrics = createServerMetrics({
    build: FAKE_BUILD,
    models: fixedModel(FAKE_MODEL),
    predictionQueue: { status: () => ({ waiting: 0, capacity: 1, fault: undefined }) },
    judgement: () => judgement,
  });
  return (await metrics.text()).split("\n").filter((line) => /^taxi_(drift|monitor)_/.test(line));
}

Deno.test("addJudgementMetrics tells the last judgement, and leaves out what could not be scored", async () => {
  assert.deepEqual(await told(JUDGEMENT), [
    'taxi_drift_score{column="trip_distance",method="wasserstein"} 0.5',
    'taxi_drift_threshold{column="trip_distance",method="wasserstein"} 0.1',
    String.raw`taxi_drift_threshold{column="a \"b\"\n",method="ks"} 0.05`,
    'taxi_drift_detected{column="trip_distance"} 1',
    String.raw`taxi_drift_detected{column="a \"b\"\n"} 0`,
    "taxi_drift_share 0.25",
    'taxi_monitor_verdict{verdict="ok"} 0',
    'taxi_monitor_verdict{verdict="warning"} 1',
    'taxi_monitor_verdict{verdict="alert"} 0',
    "taxi_monitor_rows 1200",
    "taxi_monitor_last_run_timestamp_seconds 1740835800.5",
    "taxi_monitor_alert 1",
    'taxi_monitor_error_minutes{metric="me"} -0.5',
    'taxi_monitor_error_minutes{metric="mae"} 3.25',
    'taxi_monitor_error_minutes{metric="rmse"} 4.5',
    "taxi_monitor_actuals_rows 400",
  ]);
});

Deno.test("addJudgementMetrics tells no errors without actuals, and no alert where none stands", async () => {
  const lines = await told({ ...JUDGEMENT, metrics: {}, alert: { since: null, told: true, notifiedAt: 5 } });
  assert.ok(lines.includes("taxi_monitor_alert 0"));
  assert.deepEqual(lines.filter((line) => /error|actuals/.test(line)), []);
});

Deno.test("addJudgementMetrics tells nothing before the first judgement", async () => {
  assert.deepEqual(await told(undefined), []);
});

Deno.test("addJudgementMetrics tells a bounded number of columns", async () => {
  const columns = Array.from({ length: 1000 }, (_, n) => ({ ...JUDGEMENT.columns[0], name: `c${n}` }));
  const lines = await told({ ...JUDGEMENT, columns });
  assert.equal(lines.filter((line) => line.startsWith("taxi_drift_score")).length, 50);
});
