import assert from "node:assert/strict";
import { fakeApp } from "../fake_app.ts";
import { TRIP_EXAMPLE } from "../trip_body.ts";

function ask(query: string): Promise<Response> {
  return fakeApp().request(`/predict${query}`, {
    method: "POST",
    body: JSON.stringify(TRIP_EXAMPLE),
    headers: { "content-type": "application/json" },
  });
}

Deno.test("POST /predict?explain=true tells what made the prediction and where durations lie", async () => {
  const body = await (await ask("?explain=true")).json();
  assert.equal(body.predicted_duration, 15);
  assert.deepEqual(body.explanation, {
    baseline: 15,
    contributions: [{ feature: "trip_distance", value: 2.5, minutes: 0 }],
  });
  assert.deepEqual(body.interval, { lower: 11, upper: 21, level: 0.9 });
});

for (const query of ["", "?explain=false", "?other=true"]) {
  Deno.test(`POST /predict${query} explains nothing`, async () => {
    const body = await (await ask(query)).json();
    assert.deepEqual(Object.keys(body), [
      "predicted_duration",
      "model",
      "model_version",
      "request_id",
      "unseen",
    ]);
  });
}

Deno.test("POST /predict refuses another word for explain", async () => {
  const answer = await ask("?explain=yes");
  assert.equal(answer.status, 422);
  assert.equal(
    (await answer.json()).detail,
    'Cannot read the query\'s explain: found "yes", expected true or false',
  );
});
