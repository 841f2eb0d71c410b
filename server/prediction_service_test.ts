import assert from "node:assert/strict";
import type { AppOptions } from "./create_app.ts";
import { FAKE_MODEL, fakeApp } from "./fake_app.ts";
import { fixedModel } from "./served_models.ts";

const TRIP = { PULocationID: 161, DOLocationID: 236 };

function post(path: string, body: unknown): Request {
  const headers = { "content-type": "application/json" };
  return new Request(`http://taxi${path}`, { method: "POST", body: JSON.stringify(body), headers });
}

const NO_QUEUE: AppOptions["predictionQueue"] = {
  offer: () => true,
  room: () => Promise.reject(new Error("not asked in this test")),
  recordActuals: () => Promise.reject(new Error("not asked in this test")),
  status: () => ({ waiting: 0, capacity: 1000, fault: undefined }),
};

Deno.test("predict waits for room in the log before it answers", async () => {
  const emptied = Promise.withResolvers<boolean>();
  let full = true;
  const { request, metrics } = fakeApp({
    predictionQueue: { ...NO_QUEUE, offer: () => !full, room: () => emptied.promise },
  });
  let answered = false;
  const answer = request(post("/predict", TRIP)).then((response) => {
    answered = true;
    return response.status;
  });
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(answered, false);
  full = false;
  emptied.resolve(true);
  assert.equal(await answer, 200);
  assert.match(await metrics.text(), /^taxi_prediction_log_dropped_total 0$/m);
});

Deno.test("predict answers 503 when the log has no room for too long", async () => {
  const { request, metrics } = fakeApp({
    predictionQueue: { ...NO_QUEUE, offer: () => false, room: () => Promise.resolve(false) },
  });
  for (const refused of [post("/predict", TRIP), post("/predict/batch", [TRIP, TRIP])]) {
    const response = await request(refused);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "1");
    assert.equal((await response.json()).code, "prediction_log");
  }
  assert.match(await metrics.text(), /^taxi_prediction_log_failures_total 2$/m);
});

Deno.test("predict answers and counts what a full log drops, when told to drop", async () => {
  const { request, metrics } = fakeApp({
    logOverflow: "drop",
    predictionQueue: { ...NO_QUEUE, offer: () => false },
  });
  assert.equal((await request(post("/predict", TRIP))).status, 200);
  assert.equal((await request(post("/predict/batch", [TRIP, TRIP]))).status, 200);
  assert.match(await metrics.text(), /^taxi_prediction_log_dropped_total 3$/m);
});

Deno.test("predict logs what the shadow predicts beside what it answers", async () => {
  const shadow = { ...FAKE_MODEL, version: 4, predict: () => Float64Array.of(99) };
  const { request, logged } = fakeApp({ models: { ...fixedModel(FAKE_MODEL), shadow } });
  const answer = await (await request(post("/predict", TRIP))).json();
  assert.equal(answer.model_version, 3);
  assert.deepEqual(
    logged.map(({ requestId, modelVersion, shadow, prediction }) => [
      requestId,
      modelVersion,
      shadow,
      prediction,
    ]),
    [[answer.request_id, 3, false, 10], [answer.request_id, 4, true, 99]],
  );
});

Deno.test("predict answers all the same when the shadow fails, and counts it", async () => {
  const broken = { ...FAKE_MODEL, predict: () => Float64Array.of(NaN) };
  const { request, logged, metrics } = fakeApp({
    models: { ...fixedModel(FAKE_MODEL), shadow: broken },
  });
  assert.equal((await request(post("/predict", TRIP))).status, 200);
  assert.equal(logged.length, 1);
  assert.match(await metrics.text(), /^taxi_shadow_failures_total 1$/m);
});
