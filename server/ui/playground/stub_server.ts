import { OpenAPIHono } from "@hono/zod-openapi";
import type { Predictor } from "../../../pipeline/models/predictor.ts";
import { cityOutlines } from "../../../pipeline/trips/synthetic_city/city_outlines.ts";
import { drawOutlines } from "../../../pipeline/trips/zone_map/draw_outlines.ts";
import { tileMap } from "../../../pipeline/trips/zone_map/tile_map.ts";
import { type Problem, problem, problemResponse } from "../../problem.ts";
import type { AppEnv } from "../../request_context.ts";
import { bindPlayground } from "../../routes/playground.ts";
import { bindZones } from "../../routes/zones.ts";

/** What a {@linkcode stubServer} can be told to do otherwise. */
export interface StubOptions {
  /** Wants this token for everything but the page. */
  readonly token?: string;
  /** Refuses a prediction, by what it is asked for and how many were asked before. */
  readonly refuse?: (trip: StubTrip, before: number) => StubRefusal | undefined;
  /** Milliseconds before each prediction is answered. */
  readonly delay?: number;
  /** Fails at `/zones`. */
  readonly withoutMap?: boolean;
  /** Has the schematic map of a home without outlines. */
  readonly tiles?: boolean;
  /** Knows no earlier trips and explains nothing, like a model file of an older version. */
  readonly plain?: boolean;
}

/** The body of `POST /predict`, as the page sends it. */
export interface StubTrip {
  /** Where it begins. */
  readonly PULocationID: number;
  /** Where it ends. */
  readonly DOLocationID: number;
  /** Miles. */
  readonly trip_distance?: number;
  /** New York's local time. */
  readonly pickup_datetime?: string;
}

/** A problem and its headers. */
export interface StubRefusal {
  /** The body, and the status. */
  readonly problem: Problem;
  /** Such as Retry-After. */
  readonly headers?: Record<string, string>;
}

/** A server for tests of the page alone: the page as it is, and an API that answers by the contract without any model. */
export interface StubServer extends AsyncDisposable {
  /** Where it listens. */
  readonly origin: string;
  /** Trips that were answered, in order. */
  readonly predicted: StubTrip[];
  /** Paths that were asked for, in order. */
  readonly asked: string[];
}

/** Starts a {@linkcode StubServer} on a free port. */
export function stubServer(options: StubOptions = {}): StubServer {
  const predicted: StubTrip[] = [], asked: string[] = [];
  let attempts = 0;
  const app = new OpenAPIHono<AppEnv>();
  const predictor = {
    name: "taxi-duration",
    version: 3,
    kind: "linear",
    hash: "5ca1ab1e".repeat(8),
  } as Predictor;
  bindPlayground(app, { list: () => [{ role: "champion", weight: 1, predictor }] });
  app.use("*", async (c, next) => {
    asked.push(c.req.path);
    const { token } = options;
    if (token !== undefined && c.req.header("authorization") !== `Bearer ${token}`) {
      return problemResponse(problem(401, "no_token", "A token is wanted"), { "www-authenticate": "Bearer" });
    }
    await next();
  });
  const text = JSON.stringify(options.tiles ? tileMap() : drawOutlines("synthetic", cityOutlines()));
  if (!options.withoutMap) {
    bindZones(app, { zoneMap: { read: () => Promise.resolve({ text, version: "1" }) }, onFault: () => {} });
  }
  app.get("/pairs", (c) => {
    if (options.plain) return problemResponse(problem(404, "unknown_path", "Nothing is here"));
    return c.json(pairOf(Number(c.req.query("from")), Number(c.req.query("to"))));
  });
  app.post("/predict", async (c) => {
    const trip = await c.req.json() as StubTrip;
    const refusal = options.refuse?.(trip, attempts++);
    if (refusal) return problemResponse(refusal.problem, refusal.headers);
    await new Promise((resolve) => setTimeout(resolve, options.delay ?? 0));
    predicted.push(trip);
    return c.json(options.plain ? plainAnswer(trip) : explainedAnswer(trip));
  });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    predicted,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Trips from or to zone 265 were never seen, those from zone 1 three times, all others 1,234 times. */
function pairOf(from: number, to: number) {
  const known = from !== 265 && to !== 265, told = known && from !== 1;
  const middle = 6 + Math.abs(from - to) / 6;
  const minutes = {
    p10: middle * 0.6,
    p25: middle * 0.8,
    p50: middle,
    p75: middle * 1.25,
    p90: middle * 1.6,
  };
  return {
    from,
    to,
    trips: !known ? 0 : told ? 1234 : 3,
    minutes: told ? minutes : null,
    miles: told ? { p50: 0.5 + Math.abs(from - to) / 20 } : null,
  };
}

function plainAnswer(trip: StubTrip) {
  const { minutes } = termsOf(trip);
  return {
    predicted_duration: minutes,
    model: "taxi-duration",
    model_version: null,
    request_id: "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
    unseen: trip.DOLocationID === 265 ? ["DOLocationID", "PU_DO"] : [],
  };
}

function explainedAnswer(trip: StubTrip) {
  const { minutes, baseline, contributions } = termsOf(trip);
  return {
    ...plainAnswer(trip),
    model_version: 3,
    explanation: { baseline, contributions },
    interval: { lower: minutes * 0.68, upper: minutes * 1.44, level: 0.9 },
  };
}

/** 15 minutes, and something for each thing told: made up, but they add up. */
function termsOf({ PULocationID, DOLocationID, trip_distance }: StubTrip) {
  const baseline = 15;
  const contributions = [
    {
      feature: "PU_DO",
      value: `${PULocationID}_${DOLocationID}`,
      minutes: Math.abs(PULocationID - DOLocationID) / 25,
    },
    { feature: "PULocationID", value: PULocationID, minutes: 1.25 },
    { feature: "DOLocationID", value: DOLocationID, minutes: -0.5 },
    { feature: "trip_distance", value: trip_distance ?? null, minutes: 2 * (trip_distance ?? 2.5) - 9 },
    { feature: "distance_missing", value: trip_distance === undefined ? 1 : 0, minutes: 0 },
  ];
  return {
    baseline,
    contributions,
    minutes: contributions.reduce((sum, { minutes }) => sum + minutes, baseline),
  };
}
