import assert from "node:assert/strict";
import { FAKE_BUILD, FAKE_MODEL } from "../fake_app.ts";
import { fixedModel } from "../served_models.ts";
import { createServerMetrics, type MeasuredServer } from "./server_metrics.ts";

/** Everything but what is of the process, which no test can know, and but HELP and TYPE. */
async function told(metrics: { text(): Promise<string> }): Promise<string> {
  const lines = (await metrics.text()).split("\n");
  return lines.filter((line) => line !== "" && !/^#|^process_/.test(line)).join("\n");
}

const MODEL = 'model="duration",model_version="3"';
const HASH = FAKE_MODEL.hash;
const QUEUE = `taxi_prediction_log_waiting_rows 12
taxi_prediction_log_capacity_rows 1000
taxi_prediction_log_healthy 0`;
const SERVER: MeasuredServer = {
  build: FAKE_BUILD,
  models: fixedModel(FAKE_MODEL),
  predictionQueue: { status: () => ({ waiting: 12, capacity: 1000, fault: "disk full" }) },
};

Deno.test("createServerMetrics tells zeros, the model and the build before anything has happened", async () => {
  assert.equal(
    await told(createServerMetrics(SERVER)),
    `taxi_http_requests_in_flight 0
taxi_http_connections 0
taxi_http_connections_closed_total{reason="stalled"} 0
taxi_http_connections_closed_total{reason="idle"} 0
taxi_predictions_total{${MODEL}} 0
${histogram("taxi_predicted_duration_minutes", MODEL, MINUTES, MINUTES.map(() => 0), 0, 0)}
taxi_shadow_failures_total 0
taxi_actuals_recorded_total 0
taxi_prediction_log_failures_total 0
taxi_prediction_log_dropped_total 0
${QUEUE}
taxi_log_lines_dropped_total 0
taxi_model_info{role="champion",${MODEL},model_hash="${HASH}",kind="linear"} 1
taxi_build_info{version="1.2.3",commit="abc1234",deno="2.7.11"} 1`,
  );
});

Deno.test("createServerMetrics tells a handful of requests exactly", async () => {
  const metrics = createServerMetrics(SERVER);
  for (let i = 0; i < 4; i++) metrics.began();
  metrics.predicted(FAKE_MODEL, Float64Array.of(1, 7.5, 121));
  metrics.ended("/predict/batch", "POST", 200, 0.0625);
  metrics.ended("/predict/batch", "POST", 503, 16);
  metrics.logFailed();
  metrics.logDropped(5);
  metrics.shadowFailed(7);
  metrics.actualsRecorded(2);
  metrics.ended("/actuals", "POST", 200, 0.00025);
  assert.equal(
    await told(metrics),
    `taxi_http_requests_total{route="/predict/batch",method="POST",status="200"} 1
taxi_http_requests_total{route="/predict/batch",method="POST",status="503"} 1
taxi_http_requests_total{route="/actuals",method="POST",status="200"} 1
${
      histogram(
        "taxi_http_request_duration_seconds",
        'route="/predict/batch"',
        SECONDS,
        [
          ...[0, 0, 0, 0, 0, 0, 0, 0],
          ...[1, 1, 1, 1, 1, 1, 1],
        ],
        16.0625,
        2,
      )
    }
${
      histogram(
        "taxi_http_request_duration_seconds",
        'route="/actuals"',
        SECONDS,
        SECONDS.map(() => 1),
        0.00025,
        1,
      )
    }
taxi_http_requests_in_flight 1
taxi_http_connections 0
taxi_http_connections_closed_total{reason="stalled"} 0
taxi_http_connections_closed_total{reason="idle"} 0
taxi_predictions_total{${MODEL}} 3
${
      histogram(
        "taxi_predicted_duration_minutes",
        MODEL,
        MINUTES,
        [
          ...[1, 1, 1, 1],
          ...[2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
        ],
        129.5,
        3,
      )
    }
taxi_shadow_failures_total 7
taxi_actuals_recorded_total 2
taxi_prediction_log_failures_total 1
taxi_prediction_log_dropped_total 5
${QUEUE}
taxi_log_lines_dropped_total 0
taxi_model_info{role="champion",${MODEL},model_hash="${HASH}",kind="linear"} 1
taxi_build_info{version="1.2.3",commit="abc1234",deno="2.7.11"} 1`,
  );
});

Deno.test("createServerMetrics of two servers in one process count apart", async () => {
  const [one, other] = [1, 2].map(() => createServerMetrics(SERVER));
  one.logFailed();
  assert.match(await told(one), /^taxi_prediction_log_failures_total 1$/m);
  assert.match(await told(other), /^taxi_prediction_log_failures_total 0$/m);
});

const SECONDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MINUTES = [1, 2, 3, 5, 7.5, 10, 12.5, 15, 20, 25, 30, 45, 60, 90, 120];

/** One series of a histogram in Prometheus's text format: how many are at most each bound, then all. */
function histogram(
  name: string,
  labels: string,
  bounds: readonly number[],
  atMost: readonly number[],
  sum: number,
  count: number,
): string {
  return [
    ...bounds.map((bound, i) => `${name}_bucket{le="${bound}",${labels}} ${atMost[i]}`),
    `${name}_bucket{le="+Inf",${labels}} ${count}`,
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${count}`,
  ].join("\n");
}
