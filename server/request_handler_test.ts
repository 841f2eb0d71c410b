import assert from "node:assert/strict";
import { fakeApp, type FakeAppOptions } from "./fake_app.ts";
import { problem, problemResponse } from "./problem.ts";
import { createRequestHandler, type Gate } from "./request_handler.ts";
import { TRIP_EXAMPLE } from "./trip_body.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** A counted app on a clock that goes on by a quarter of a second whenever it is read. */
function countedApp(options: FakeAppOptions = {}) {
  let time = 0;
  const fake = fakeApp({ now: () => time += 250, ...options });
  const post = (path: string, body: unknown) =>
    fake.request(path, { method: "POST", body: JSON.stringify(body), headers: JSON_TYPE });
  const lines = async (name: string) =>
    (await fake.metrics.text()).split("\n").filter((line) => line.startsWith(name)).map((line) =>
      line.slice(name.length)
    );
  return { ...fake, ask: fake.request, post, lines };
}

Deno.test("createRequestHandler counts each answer by route, method and status", async () => {
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

Deno.test("createRequestHandler times each route", async () => {
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

Deno.test("createRequestHandler makes one series of a thousand unknown paths and methods", async () => {
  const { ask, lines } = countedApp();
  for (let i = 0; i < 1000; i++) await ask(`/no/such/path/${i}?x=${i}`, { method: `METHOD${i}` });
  assert.deepEqual(await lines("taxi_http_requests_total"), [
    '{route="unknown",method="other",status="404"} 1000',
  ]);
});

/** A log that has no room until told. */
function fullLog() {
  const emptied = Promise.withResolvers<boolean>();
  let full = true;
  return {
    offer: () => !full,
    room: () => emptied.promise,
    recordActuals: () => Promise.reject(new Error("disk full")),
    status: () => ({ waiting: 0, capacity: 0, fault: undefined }),
    empty() {
      full = false;
      emptied.resolve(true);
    },
  };
}

Deno.test("createRequestHandler tells the requests in flight, this scrape among them", async () => {
  const predictionQueue = fullLog();
  const { ask, post, lines } = countedApp({ predictionQueue });
  const [first, second] = [post("/predict", TRIP_EXAMPLE), post("/predict", TRIP_EXAMPLE)];
  const scraped = await (await ask("/metrics")).text();
  assert.match(scraped, /^taxi_http_requests_in_flight 3$/m);
  predictionQueue.empty();
  assert.deepEqual((await Promise.all([first, second])).map(({ status }) => status), [200, 200]);
  assert.deepEqual(await lines("taxi_http_requests_in_flight"), [" 0"]);
});

Deno.test("createRequestHandler refuses more requests at once than it may answer, but not those that watch it", async () => {
  const predictionQueue = fullLog();
  const { ask, post } = countedApp({ predictionQueue, maxConcurrent: 2 });
  const answered = [post("/predict", TRIP_EXAMPLE), post("/predict", TRIP_EXAMPLE)];
  const refused = await post("/predict", TRIP_EXAMPLE);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.equal((await refused.json()).code, "overloaded");
  for (const path of ["/healthz", "/readyz", "/metrics"]) assert.equal((await ask(path)).status, 200);
  predictionQueue.empty();
  for (const answer of answered) assert.equal((await answer).status, 200);
  assert.equal((await post("/predict", TRIP_EXAMPLE)).status, 200);
});

Deno.test("createRequestHandler lets a gate refuse, another add headers, and names each request", async () => {
  const closed: Gate = {
    admit: (_, context, route) => {
      context.token = "ann";
      return route === "/predict" ? problemResponse(problem(403, "closed", "Closed")) : undefined;
    },
  };
  const sealing: Gate = {
    seal: ({ headers }, _, { client }, route) => headers.set("x-sealed", `${route} of ${client}`),
  };
  const told: unknown[] = [];
  const { ask, post, logged } = countedApp({
    gates: [closed, sealing],
    onAnswer: ({ route, status, context, seconds }) => told.push([route, status, context.id, seconds]),
  });
  const refused = await post("/predict", TRIP_EXAMPLE), answered = await ask("/healthz");
  assert.equal(refused.status, 403);
  assert.deepEqual(logged, []);
  assert.equal(refused.headers.get("x-sealed"), "/predict of ann");
  assert.equal(answered.headers.get("x-sealed"), "/healthz of ann");
  assert.deepEqual(told, [
    ["/predict", 403, refused.headers.get("x-request-id"), 0.25],
    ["/healthz", 200, answered.headers.get("x-request-id"), 0.25],
  ]);
});

Deno.test("createRequestHandler answers a prediction under the id of its request, by which it is logged", async () => {
  const told: string[] = [];
  const { post, logged } = countedApp({ onAnswer: ({ context }) => told.push(context.id) });
  const answer = await post("/predict", TRIP_EXAMPLE);
  const { request_id } = await answer.json();
  assert.equal(logged[0].requestId, request_id);
  assert.deepEqual(told, [request_id]);
  assert.equal(answer.headers.get("x-request-id"), null);
  const faulty = await post("/predict", {});
  assert.equal(faulty.headers.get("x-request-id"), told[1]);
  assert.equal(faulty.headers.get("x-content-type-options"), "nosniff");
});

Deno.test("createRequestHandler answers 500 and reports what even the routes could not handle", async () => {
  const { app, metrics, faults } = fakeApp();
  const fault = new Error("broken");
  app.fetch = () => Promise.reject(fault);
  const handler = createRequestHandler({
    app,
    metrics,
    onFault: (requestId, error) => void faults.push({ requestId, error }),
    clock: () => 1,
  });
  const response = await handler.fetch(new Request("http://taxi/"));
  assert.equal(response.status, 500);
  assert.deepEqual(faults, [{ requestId: response.headers.get("x-request-id"), error: fault }]);
  const text = await metrics.text();
  assert.match(text, /^taxi_http_requests_total\{route="\/",method="GET",status="500"\} 1$/m);
  assert.match(text, /^taxi_http_requests_in_flight 0$/m);
});
