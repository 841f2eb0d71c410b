import assert from "node:assert/strict";
import type { Judgement } from "../../pipeline/monitoring/judgement_file.ts";
import { FAKE_BUILD, FAKE_MODEL } from "../fake_app.ts";
import { fixedModel } from "../served_models.ts";
import { createServerMetrics } from "./server_metrics.ts";

const JUDGEMENT: Judgement = {
  judged_at: 1_740_835_800_500,
  model: "duration version 3",
  verdict: "warning",
  rows: 1200,
  drifted_share: 0.25,
  columns: [
    { column: "trip_distance", method: "wasserstein", score: 0.5, threshold: 0.1, drifted: true },
    { column: 'a "b"\n', method: "ks", score: null, threshold: 0.05, drifted: false },
  ],
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
  ]);
});

Deno.test("addJudgementMetrics tells nothing before the first judgement", async () => {
  assert.deepEqual(await told(undefined), []);
});

Deno.test("addJudgementMetrics tells a bounded number of columns", async () => {
  const columns = Array.from({ length: 1000 }, (_, n) => ({ ...JUDGEMENT.columns[0], column: `c${n}` }));
  const lines = await told({ ...JUDGEMENT, columns });
  assert.equal(lines.filter((line) => line.startsWith("taxi_drift_score")).length, 50);
});
