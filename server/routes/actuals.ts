import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { limitBody, MEGABYTE } from "../body_limit.ts";
import type { PredictionLog } from "../../tracking/prediction_log.ts";
import type { ServerMetrics } from "../metrics/server_metrics.ts";
import { logFault } from "../log_fault.ts";
import { boundedArray, expects } from "../validation.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";

const MAX_ACTUALS = 10_000;

const ACTUAL_SCHEMA = z.object({
  request_id: z.uuid({ error: expects("the request_id of a prediction") }),
  duration: z.number({ error: expects("minutes above 0") }).positive().openapi({ description: "Minutes" }),
}, { error: expects("an object with request_id and duration") })
  .openapi("Actual", { description: "What a predicted trip really took." });

const RECORDED_SCHEMA = z.object({
  recorded: z.int().openapi({ description: "Predictions that now have their actual duration" }),
  unknown: z.array(z.string()).openapi({ description: "Request ids that are not in the prediction log" }),
}).openapi("RecordedActuals", { example: { recorded: 1, unknown: [] } });

const ACTUALS = createRoute({
  method: "post",
  path: "/actuals",
  tags: ["Predictions"],
  summary: "Tell how long predicted trips really took",
  description: "What monitoring compares predictions with. Telling a trip again replaces its duration.",
  middleware: limitBody(16 * MEGABYTE),
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: boundedArray(ACTUAL_SCHEMA, MAX_ACTUALS, "actuals"),
          example: [{ request_id: "6f1d2a0e-3c1b-4f6e-9a55-0d6a6a2f7c11", duration: 12.5 }],
        },
      },
    },
  },
  responses: {
    200: { description: "What was recorded", content: { "application/json": { schema: RECORDED_SCHEMA } } },
    ...PROBLEM_ANSWERS,
  },
});

/** What {@linkcode bindActuals} joins. */
export interface ActualsOptions {
  /** Knows the predictions. */
  readonly predictionLog: Pick<PredictionLog, "recordActuals">;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
  /** Counts what was recorded, and what could not be. */
  readonly metrics: Pick<ServerMetrics, "actualsRecorded" | "logFailed">;
}

/** `POST /actuals`: observed durations for earlier predictions. */
export function bindActuals(app: OpenAPIHono, { predictionLog, clock, metrics }: ActualsOptions): void {
  app.openapi(ACTUALS, async (c) => {
    const observedAt = clock();
    const actuals = c.req.valid("json").map(({ request_id, duration }) => ({
      requestId: request_id,
      actual: duration,
      observedAt,
    }));
    const { recorded, unknown } = await predictionLog.recordActuals(actuals)
      .catch(logFault(metrics, "Cannot record the actuals, so none of them is; send them again"));
    metrics.actualsRecorded(recorded);
    return c.json({ recorded, unknown: [...unknown] }, 200);
  });
}
