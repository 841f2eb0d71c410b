import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Predictor } from "../pipeline/models/predictor.ts";
import type { Actual } from "../tracking/logged_prediction.ts";
import { idText } from "../tracking/prediction_id.ts";
import type { PredictionBatch } from "../tracking/prediction_queue.ts";
import { type AppOptions, createApp } from "./create_app.ts";
import type { FetchHandler } from "./listen.ts";
import { LOGGED_COLUMNS } from "./logged_columns.ts";
import { createServerMetrics, type ServerMetrics } from "./metrics/server_metrics.ts";
import { createRequestHandler, type RequestHandlerOptions } from "./request_handler.ts";
import type { AppEnv } from "./request_context.ts";
import { fixedModel } from "./served_models.ts";

/** What a {@linkcode fakeApp} logged, a row. */
export interface FakeLogged {
  /** Its id, as the answer tells it. */
  readonly requestId: string;
  /** Milliseconds since 1970, UTC. */
  readonly predictedAt: number;
  /** Name of the model that predicted. */
  readonly model: string;
  /** Its version; null for a model file. */
  readonly modelVersion: number | null;
  /** Whether it was only logged. */
  readonly shadow: boolean;
  /** By name; NaN where it is missing. */
  readonly features: Readonly<Record<string, number>>;
  /** Minutes. */
  readonly prediction: number;
}

/** An app for tests, and what it was made of. */
export interface FakeApp {
  /** Asks the whole of it, gates and all, without a port. */
  readonly request: (path: string | Request, init?: RequestInit) => Promise<Response>;
  /** The whole of it, to listen with. */
  readonly handler: FetchHandler;
  /** Its routes alone. */
  readonly app: OpenAPIHono<AppEnv>;
  /** What was logged, in order. */
  readonly logged: FakeLogged[];
  /** What was told of earlier predictions. */
  readonly actuals: Actual[];
  /** Faults that were reported: their ids and errors. */
  readonly faults: { requestId: string; error: unknown }[];
  /** What was counted. */
  readonly metrics: ServerMetrics;
}

/** What can be different in a {@linkcode fakeApp}. */
export type FakeAppOptions =
  & Partial<AppOptions>
  & { readonly model?: Predictor }
  & Partial<
    Pick<RequestHandlerOptions, "gates" | "mounts" | "maxConcurrent" | "onAnswer" | "now">
  >;

/** The time at which a {@linkcode fakeApp} answers, milliseconds. */
export const FAKE_NOW = 1_740_835_800_000;

/** Says 10 minutes and 2 for each mile, of any trip: enough to see that rows keep their order. */
export const FAKE_MODEL: Predictor = {
  name: "duration",
  version: 3,
  kind: "linear",
  hash: "0".repeat(60) + "beef",
  predict: ({ distance }) => distance.map((miles) => 10 + 2 * (Number.isNaN(miles) ? 0 : miles)),
  unseen: ({ dropoffZone }, row) => dropoffZone[row] === 265 ? ["DOLocationID", "PU_DO"] : [],
  explain: ({ distance }, row) => ({
    baseline: 15,
    contributions: [{ feature: "trip_distance", value: distance[row], minutes: 2 * distance[row] - 5 }],
  }),
  interval: (minutes) => ({ lower: minutes - 4, upper: minutes + 6, level: 0.9 }),
  pair: () => null,
};

/** The program that a {@linkcode fakeApp} says it is. */
export const FAKE_BUILD = { version: "1.2.3", commit: "abc1234", deno: "2.7.11" };

/** An app with a model of one line and a log in memory. */
export function fakeApp({ model = FAKE_MODEL, ...options }: FakeAppOptions = {}): FakeApp {
  const logged: FakeLogged[] = [], actuals: Actual[] = [], faults: FakeApp["faults"] = [];
  const onFault = options.onFault ?? ((requestId, error) => void faults.push({ requestId, error }));
  const predictionQueue = options.predictionQueue ?? fakeQueue(logged, actuals);
  const models = options.models ?? fixedModel(model);
  const metrics = options.metrics ?? createServerMetrics({ models, build: FAKE_BUILD, predictionQueue });
  const routes = createApp({ models, predictionQueue, logOverflow: "block", onFault, metrics, ...options });
  const handler = createRequestHandler({ clock: () => FAKE_NOW, ...options, ...routes, metrics, onFault });
  const request = async (path: string | Request, init?: RequestInit) =>
    await handler.fetch(path instanceof Request ? path : new Request(new URL(path, "http://taxi"), init), {
      remoteAddr: { hostname: "192.0.2.1" },
    });
  return { request, handler, app: routes.app, logged, actuals, faults, metrics };
}

/** A log that is never full. */
function fakeQueue(logged: FakeLogged[], actuals: Actual[]): AppOptions["predictionQueue"] {
  return {
    offer(batch) {
      for (let row = 0; row < batch.rows; row++) logged.push(loggedRow(batch, row));
      return true;
    },
    room: () => Promise.resolve(true),
    recordActuals(told) {
      const known = told.filter(({ requestId }) => logged.some((entry) => entry.requestId === requestId));
      actuals.push(...known);
      const unknown = told.filter((actual) => !known.includes(actual)).map(({ requestId }) => requestId);
      return Promise.resolve({ recorded: known.length, unknown });
    },
    status: () => ({ waiting: 0, capacity: 1000, fault: undefined }),
  };
}

function loggedRow({ ids, model, predictedAt, shadow, features, predictions }: PredictionBatch, row: number) {
  return {
    requestId: idText(ids, row),
    predictedAt,
    model: model.name,
    modelVersion: model.version,
    shadow,
    features: Object.fromEntries(LOGGED_COLUMNS.map(({ name }, column) => [name, features[column][row]])),
    prediction: predictions[row],
  };
}
