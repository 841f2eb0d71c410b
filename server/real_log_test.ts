import assert from "node:assert/strict";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { FAKE_NOW, fakeApp } from "./fake_app.ts";
import { LOGGED_COLUMNS } from "./logged_columns.ts";
import { TRIP_EXAMPLE } from "./trip_body.ts";

const JSON_TYPE = { "content-type": "application/json" };
const post = (path: string, body: unknown): Request =>
  new Request(`http://taxi${path}`, { method: "POST", body: JSON.stringify(body), headers: JSON_TYPE });

Deno.test("createApp keeps a batch and its actuals in the prediction log of a home", async () => {
  const home = await Deno.makeTempDir();
  try {
    using predictionLog = openPredictionLog(home);
    await using predictionQueue = openPredictionQueue(home, LOGGED_COLUMNS);
    const { request } = fakeApp({ predictionQueue });
    const trips = [TRIP_EXAMPLE, { PULocationID: 132, DOLocationID: 265 }];
    const answers = await (await request(post("/predict/batch", trips))).json();
    const stranger = crypto.randomUUID();
    const told = [{ request_id: answers[1].request_id, duration: 42.5 }, {
      request_id: stranger,
      duration: 1,
    }];
    const recorded = await (await request(post("/actuals", told))).json();
    assert.deepEqual(recorded, { recorded: 1, unknown: [stranger] });
    const kept = [...predictionLog.readWindow({ since: FAKE_NOW, until: FAKE_NOW + 1 })].flat();
    assert.deepEqual(kept.map(({ requestId, prediction, actual }) => [requestId, prediction, actual]), [
      [answers[0].request_id, 15, null],
      [answers[1].request_id, 10, 42.5],
    ]);
    assert.deepEqual(kept[1].features, {
      PULocationID: 132,
      DOLocationID: 265,
      trip_distance: null,
      pickup_datetime: null,
    });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
