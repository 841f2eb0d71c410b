import assert from "node:assert/strict";
import { FAKE_MODEL, fakeApp } from "../fake_app.ts";

const HISTORY = { trips: 7, minutes: null, miles: { p50: 2.5 } };

Deno.test("GET /pairs answers what the champion remembers of the pair", async () => {
  const { request } = fakeApp({ model: { ...FAKE_MODEL, pair: (from, to) => ({ from, to, ...HISTORY }) } });
  const answer = await request("/pairs?from=161&to=236");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { from: 161, to: 236, ...HISTORY });
});

Deno.test("GET /pairs says that a model file keeps no history", async () => {
  const answer = await fakeApp().request("/pairs?from=161&to=236");
  assert.equal(answer.status, 404);
  assert.equal((await answer.json()).code, "no_history");
});

for (
  const [query, detail] of [
    ["?from=161", "Cannot read the query's to: found nothing, expected a TLC zone number from 1 to 265"],
    [
      "?from=x&to=266",
      'Cannot read the query\'s from: found "x", expected a TLC zone number from 1 to 265; ' +
      'to: found "266", expected a TLC zone number from 1 to 265',
    ],
    [
      "?from=&to=1.5",
      'Cannot read the query\'s from: found "", expected a TLC zone number from 1 to 265; ' +
      'to: found "1.5", expected a TLC zone number from 1 to 265',
    ],
  ]
) {
  Deno.test(`GET /pairs${query} names every fault of its query`, async () => {
    const answer = await fakeApp().request(`/pairs${query}`);
    assert.equal(answer.status, 422);
    assert.deepEqual(await answer.json().then(({ code, detail }) => [code, detail]), [
      "invalid_query",
      detail,
    ]);
  });
}
