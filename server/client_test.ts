import assert from "node:assert/strict";
import {
  type Actual,
  createClient,
  type Operations,
  type PairHistory,
  type Prediction,
  type Problem,
  type Trip,
  type Zones,
} from "./client.ts";
import type { PairHistory as KnownPair } from "../pipeline/models/pair_history.ts";
import type { ZoneMap } from "../pipeline/trips/zone_map/zone_map.ts";
import { FAKE_MODEL, fakeApp } from "./fake_app.ts";
import type { Problem as ServerProblem } from "./problem.ts";
import type { PredictionBody, TripBody } from "./trip_body.ts";

/** What the client says of a thing and what the server says of it are the same, both ways; checked by the compiler. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;
const SAME: readonly [
  Same<Trip, TripBody>,
  Same<Prediction, PredictionBody>,
  Same<PairHistory, KnownPair>,
  Same<Zones, ZoneMap>,
  Same<Problem, ServerProblem>,
] = [true, true, true, true, true];

/** Every operation that the client has a type for. */
const TYPED: { readonly [Path in keyof Operations]: keyof Operations[Path] } = {
  "/predict": "$post",
  "/predict/batch": "$post",
  "/actuals": "$post",
  "/pairs": "$get",
  "/zones": "$get",
  "/healthz": "$get",
  "/readyz": "$get",
  "/metrics": "$get",
};

const TRIP: Trip = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };
const pair = (from: number, to: number) => ({ from, to, trips: 7, minutes: null, miles: { p50: 2.5 } });
const { request } = fakeApp({ model: { ...FAKE_MODEL, pair } });
const asked: Request[] = [];
const client = createClient("http://taxi", {
  token: "secret",
  fetch: (input, init) => {
    const sent = new Request(input, init);
    asked.push(sent.clone());
    return request(sent);
  },
});

/** An answer of the client. */
interface Answer {
  readonly ok: boolean;
  json(): Promise<unknown>;
}

/** The body of an answer that must be a success; its type is the success's alone. */
async function body<A extends Answer>(answer: Promise<A>) {
  const response = await answer, told = await response.json();
  assert.ok(response.ok, JSON.stringify(told));
  return told as Awaited<ReturnType<Extract<A, { readonly ok: true }>["json"]>>;
}

Deno.test("the client has every operation of the API's document, and no other", async () => {
  const { paths } = await (await request("/openapi.json")).json() as { paths: Record<string, object> };
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((one) => `${path} $${one}`)
  );
  assert.deepEqual(told.sort(), Object.entries(TYPED).map((typed) => typed.join(" ")).sort());
  assert.ok(SAME.every(Boolean));
});

Deno.test("the client asks every operation and sends its token", async () => {
  const predicted = await body(client.predict.$post({ json: TRIP }));
  assert.equal(predicted.predicted_duration, 15);
  assert.equal(predicted.explanation, undefined);
  const explained = await body(client.predict.$post({ json: TRIP, query: { explain: "true" } }));
  assert.equal(explained.explanation?.contributions[0].feature, "trip_distance");
  assert.equal(explained.interval?.level, 0.9);
  const [first, second] = await body(
    client.predict.batch.$post({ json: [TRIP, { ...TRIP, trip_distance: 5 }] }),
  );
  assert.deepEqual([first.predicted_duration, second.predicted_duration], [15, 20]);
  const actuals: Actual[] = [{ request_id: predicted.request_id, duration: 14 }];
  assert.deepEqual(await body(client.actuals.$post({ json: actuals })), { recorded: 1, unknown: [] });
  const history = await body(client.pairs.$get({ query: { from: "161", to: "236" } }));
  assert.deepEqual(history, pair(161, 236));
  const zones = await body(client.zones.$get());
  assert.equal(zones.zones.length, 265);
  assert.equal((await body(client.healthz.$get())).status, "ok");
  assert.equal((await body(client.readyz.$get())).models[0].role, "champion");
  assert.match(await (await client.metrics.$get()).text(), /^# HELP/m);
  for (const sent of asked) assert.equal(sent.headers.get("authorization"), "Bearer secret", sent.url);
});

Deno.test("the client's requests of one key carry it", async () => {
  await client.predict.$post({ json: TRIP, header: { "x-split-key": "me" } });
  assert.equal(asked.at(-1)!.headers.get("x-split-key"), "me");
});

Deno.test("the client hands out a refusal as a problem", async () => {
  const refused = await client.predict.$post({ json: { ...TRIP, PULocationID: 300 } });
  assert.equal(refused.ok, false);
  if (refused.ok) return;
  const told = await refused.json();
  assert.equal(told.code, "invalid_body");
  assert.equal(told.errors?.[0].pointer, "/PULocationID");
});

Deno.test("the client refuses at compile time what the API would not take", () => {
  // @ts-expect-error -- a trip has two ends
  const half: Trip = { PULocationID: 161 };
  // @ts-expect-error -- explain is a word
  const ask = () => client.predict.$post({ json: TRIP, query: { explain: true } });
  // @ts-expect-error -- there is no such path
  const lost = () => client.forecast.$post({ json: TRIP });
  assert.equal([half, ask, lost].length, 3);
});
