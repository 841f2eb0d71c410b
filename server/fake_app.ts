import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Predictor } from "../pipeline/models/predictor.ts";
import type { Actual, LoggedPrediction } from "../tracking/logged_prediction.ts";
import { type AppOptions, createApp } from "./create_app.ts";
import { createServerMetrics, type ServerMetrics } from "./metrics/server_metrics.ts";

/** An app for tests, and what it was made of. */
export interface FakeApp {
  /** Answers by `app.request()`. */
  readonly app: OpenAPIHono;
  /** What was logged, in order. */
  readonly logged: LoggedPrediction[];
  /** What was told of earlier predictions. */
  readonly actuals: Actual[];
  /** Faults that were reported: their ids and errors. */
  readonly faults: { requestId: string; error: unknown }[];
  /** What was counted. */
  readonly metrics: ServerMetrics;
}

/** The time at which a {@linkcode fakeApp} answers, milliseconds. */
export const FAKE_NOW = 1_740_835_800_000;

/** Says 10 minutes and 2 for each mile, of any trip: enough to see that rows keep their order. */
export const FAKE_MODEL: Predictor = {
  name: "duration",
  version: 3,
  kind: "linear",
  hash: "0".repeat(60) + "beef",
  predict: ({ distance }) => distance.map((miles) => 10 + 2 * (Number.isNaN(miles) ? 0 : miles)),
};

/** The program that a {@linkcode fakeApp} says it is. */
export const FAKE_BUILD = { version: "1.2.3", commit: "abc1234", deno: "2.7.11" };

/** An app with a model of one line and a log in memory. */
export function fakeApp(options: Partial<AppOptions> = {}): FakeApp {
  const logged: LoggedPrediction[] = [], actuals: Actual[] = [], faults: FakeApp["faults"] = [];
  const metrics = createServerMetrics(options.model ?? FAKE_MODEL, FAKE_BUILD);
  const app = createApp({
    model: FAKE_MODEL,
    predictionLog: {
      append: (prediction) => Promise.resolve(void logged.push(prediction)),
      recordActuals: (told) => {
        const known = told.filter(({ requestId }) => logged.some((entry) => entry.requestId === requestId));
        actuals.push(...known);
        const unknown = told.filter((actual) => !known.includes(actual)).map(({ requestId }) => requestId);
        return Promise.resolve({ recorded: known.length, unknown });
      },
    },
    clock: () => FAKE_NOW,
    onFault: (requestId, error) => void faults.push({ requestId, error }),
    metrics,
    ...options,
  });
  return { app, logged, actuals, faults, metrics };
}
