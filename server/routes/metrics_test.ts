import assert from "node:assert/strict";
import { FAKE_MODEL, fakeApp } from "../fake_app.ts";

Deno.test("GET /metrics answers in the text format of Prometheus, HEAD without a body", async () => {
  const { request } = fakeApp();
  const got = await request("/metrics");
  assert.equal(got.status, 200);
  assert.equal(got.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.match(await got.text(), /^# HELP taxi_http_requests_total /);
  const head = await request("/metrics", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal(head.headers.get("content-type"), got.headers.get("content-type"));
  assert.equal((await request("/metrics", { method: "POST" })).status, 405);
});

Deno.test("GET /metrics tells what was predicted and recorded", async () => {
  const { request } = fakeApp();
  const post = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json" };
    return await (await request(path, { method: "POST", body: JSON.stringify(body), headers })).json();
  };
  const trip = { PULocationID: 161, DOLocationID: 236 };
  await post("/predict", trip); // 10 minutes
  const batch = await post("/predict/batch", [
    { ...trip, trip_distance: 2 },
    { ...trip, trip_distance: 100 },
  ]); // 14 and 210
  await post("/actuals", [
    { request_id: batch[0].request_id, duration: 12 },
    { request_id: crypto.randomUUID(), duration: 1 },
  ]);
  const text = await (await request("/metrics")).text();
  const model = 'model="duration",model_version="3"';
  assert.ok(text.includes(`\ntaxi_predictions_total{${model}} 3\n`), text);
  assert.ok(text.includes(`\ntaxi_actuals_recorded_total 1\n`), text);
  assert.deepEqual(linesOf(text, "taxi_predicted_duration_minutes_"), [
    `bucket{le="1",${model}} 0`,
    `bucket{le="2",${model}} 0`,
    `bucket{le="3",${model}} 0`,
    `bucket{le="5",${model}} 0`,
    `bucket{le="7.5",${model}} 0`,
    `bucket{le="10",${model}} 1`,
    `bucket{le="12.5",${model}} 1`,
    `bucket{le="15",${model}} 2`,
    `bucket{le="20",${model}} 2`,
    `bucket{le="25",${model}} 2`,
    `bucket{le="30",${model}} 2`,
    `bucket{le="45",${model}} 2`,
    `bucket{le="60",${model}} 2`,
    `bucket{le="90",${model}} 2`,
    `bucket{le="120",${model}} 2`,
    `bucket{le="+Inf",${model}} 3`,
    `sum{${model}} 234`,
    `count{${model}} 3`,
  ]);
});

Deno.test("GET /metrics does not count a prediction that could not be logged", async () => {
  const { request, metrics } = fakeApp({
    predictionQueue: {
      offer: () => false,
      room: () => Promise.resolve(false),
      recordActuals: () => Promise.reject(new Error("disk full")),
      status: () => ({ waiting: 0, capacity: 0, fault: "disk full" }),
    },
  });
  const body = JSON.stringify({ PULocationID: 1, DOLocationID: 1 });
  await request("/predict", { method: "POST", body, headers: { "content-type": "application/json" } });
  const text = await metrics.text();
  assert.match(text, /^taxi_predictions_total\{.*\} 0$/m);
  assert.match(text, /^taxi_predicted_duration_minutes_count\{.*\} 0$/m);
  assert.match(text, /^taxi_prediction_log_failures_total 1$/m);
});

Deno.test("GET /metrics names the model and the program, with special characters escaped", async () => {
  const model = { ...FAKE_MODEL, name: 'a "quoted" \\ back\nslash', version: null };
  const text = await fakeApp({ model }).metrics.text();
  const name = String.raw`model="a \"quoted\" \\ back\nslash",model_version="none"`;
  assert.deepEqual(linesOf(text, "taxi_model_info"), [
    `{role="champion",${name},model_hash="${FAKE_MODEL.hash}",kind="linear"} 1`,
  ]);
  assert.deepEqual(linesOf(text, "taxi_build_info"), ['{version="1.2.3",commit="abc1234",deno="2.7.11"} 1']);
  assert.deepEqual(linesOf(text, "taxi_predictions_total"), [`{${name}} 0`]);
});

function linesOf(text: string, name: string): string[] {
  return text.split("\n").filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
}
