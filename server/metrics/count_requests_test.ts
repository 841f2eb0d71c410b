import assert from "node:assert/strict";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppOptions } from "../create_app.ts";
import { FAKE_BUILD, FAKE_MODEL, fakeApp } from "../fake_app.ts";
import { TRIP_EXAMPLE } from "../trip_body.ts";
import { countRequests } from "./count_requests.ts";
import { createServerMetrics } from "./server_metrics.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** A counted app on a clock that goes on by a quarter of a second whenever it is read. */
function countedApp(options: Partial<AppOptions> = {}) {
  const fake = fakeApp(options);
  let time = 0;
  const { fetch } = countRequests(fake.app, fake.metrics, () => time += 250);
  const ask = async (path: string, init: RequestInit = {}) =>
    await fetch(new Request(`http://taxi${path}`, init));
  const post = (path: string, body: unknown) =>
    ask(path, { method: "POST", body: JSON.stringify(body), headers: JSON_TYPE });
  const lines = async (name: string) =>
    (await fake.metrics.text()).split("\n").filter((line) => line.startsWith(name)).map((line) =>
      line.slice(name.length)
    );
  return { ...fake, ask, post, lines };
}

Deno.test("countRequests counts each answer by route, method and status", async () => {
  const { ask, post, lines } = countedApp();
  await post("/predict", TRIP_EXAMPLE);
  await post("/predict", TRIP_EXAMPLE);
  await post("/predict", {});
  await ask("/predict");
  await ask("/healthz", { method: "HEAD" });
  await ask("/nowhere");
  await ask("/nowhere", { method: "PROPFIND" });
  assert.deepEqual(await lines("taxi_http_requests_total"), [
    '{route="/predict",method="POST",status="200"} 2',
    '{route="/predict",method="POST",status="422"} 1',
    '{route="/predict",method="GET",status="405"} 1',
    '{route="/healthz",method="HEAD",status="200"} 1',
    '{route="unknown",method="GET",status="404"} 1',
    '{route="unknown",method="other",status="404"} 1',
  ]);
});

Deno.test("countRequests times each route", async () => {
  const { ask, lines } = countedApp();
  await ask("/healthz");
  await ask("/healthz");
  assert.deepEqual(await lines('taxi_http_request_duration_seconds_bucket{le="0.1"'), [
    ',route="/healthz"} 0',
  ]);
  assert.deepEqual(await lines('taxi_http_request_duration_seconds_bucket{le="0.25"'), [
    ',route="/healthz"} 2',
  ]);
  assert.deepEqual(await lines("taxi_http_request_duration_seconds_sum"), ['{route="/healthz"} 0.5']);
  assert.deepEqual(await lines("taxi_http_request_duration_seconds_count"), ['{route="/healthz"} 2']);
});

Deno.test("countRequests makes one series of a thousand unknown paths and methods", async () => {
  const { ask, lines } = countedApp();
  for (let i = 0; i < 1000; i++) await ask(`/no/such/path/${i}?x=${i}`, { method: `METHOD${i}` });
  assert.deepEqual(await lines("taxi_http_requests_total"), [
    '{route="unknown",method="other",status="404"} 1000',
  ]);
});

Deno.test("countRequests tells the requests in flight, this scrape among them", async () => {
  const committed = Promise.withResolvers<void>();
  const { ask, post, lines } = countedApp({
    predictionLog: {
      append: () => committed.promise,
      recordActuals: () => Promise.reject(new Error("not asked")),
    },
  });
  const [first, second] = [post("/predict", TRIP_EXAMPLE), post("/predict", TRIP_EXAMPLE)];
  const scraped = await (await ask("/metrics")).text();
  assert.match(scraped, /^taxi_http_requests_in_flight 3$/m);
  committed.resolve();
  assert.deepEqual((await Promise.all([first, second])).map(({ status }) => status), [200, 200]);
  assert.deepEqual(await lines("taxi_http_requests_in_flight"), [" 0"]);
});

Deno.test("countRequests counts faults by their status, and what could not be logged", async () => {
  const fail = () => Promise.reject(new Error("disk full"));
  const { post, lines } = countedApp({ predictionLog: { append: fail, recordActuals: fail } });
  await post("/predict", TRIP_EXAMPLE);
  await post("/predict/batch", [TRIP_EXAMPLE, TRIP_EXAMPLE]);
  await post("/actuals", [{ request_id: crypto.randomUUID(), duration: 1 }]);
  assert.deepEqual(await lines("taxi_http_requests_total"), [
    '{route="/predict",method="POST",status="503"} 1',
    '{route="/predict/batch",method="POST",status="503"} 1',
    '{route="/actuals",method="POST",status="503"} 1',
  ]);
  assert.deepEqual(await lines("taxi_prediction_log_failures_total"), [" 3"]);
  assert.match((await lines("taxi_predictions_total"))[0], / 0$/);
  assert.deepEqual(await lines("taxi_actuals_recorded_total"), [" 0"]);
});

Deno.test("countRequests counts an app that throws as 500 and passes the error on", async () => {
  const metrics = createServerMetrics(FAKE_MODEL, FAKE_BUILD);
  const broken = { routes: [], fetch: () => Promise.reject(new Error("broken")) } as unknown as OpenAPIHono;
  const counted = countRequests(broken, metrics);
  await assert.rejects(async () => await counted.fetch(new Request("http://taxi/")), /broken/);
  const text = await metrics.text();
  assert.match(text, /^taxi_http_requests_total\{route="unknown",method="GET",status="500"\} 1$/m);
  assert.match(text, /^taxi_http_requests_in_flight 0$/m);
});
