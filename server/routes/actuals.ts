import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { BodyLimits } from "../body_limits.ts";
import { readJson } from "../json_body.ts";
import type { AppEnv } from "../request_context.ts";
import type { PredictionQueue } from "../../tracking/prediction_queue.ts";
import type { ServerMetrics } from "../metrics/server_metrics.ts";
import { logFault } from "../log_fault.ts";
import { boundedArray, expects } from "../validation.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";

const ACTUAL_SCHEMA = z.object({
  request_id: z.uuid({ error: expects("the request_id of a prediction") }),
  duration: z.number({ error: expects("minutes above 0") }).positive().openapi({ description: "Minutes" }),
}, { error: expects("an object with request_id and duration") })
  .openapi("Actual", { description: "What a predicted trip really took." });

const RECORDED_SCHEMA = z.object({
  recorded: z.int().openapi({ description: "Predictions that now have their actual duration" }),
  unknown: z.array(z.string()).openapi({ description: "Request ids that are not in the prediction log" }),
}).openapi("RecordedActuals", { example: { recorded: 1, unknown: [] } });

type ActualsSchema = z.ZodType<z.infer<typeof ACTUAL_SCHEMA>[]>;

const recordActuals = (schema: ActualsSchema) =>
  createRoute({
    method: "post",
    path: "/actuals",
    operationId: "recordActuals",
    tags: ["Predictions"],
    summary: "Tell how long predicted trips really took",
    description: "What monitoring compares predictions with. Telling a trip again replaces its duration.",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema,
            example: [{ request_id: "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", duration: 12.5 }],
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
  readonly predictionQueue: Pick<PredictionQueue, "recordActuals">;
  /** Counts what was recorded, and what could not be. */
  readonly metrics: Pick<ServerMetrics, "actualsRecorded" | "logFailed">;
  /** What the body may take. */
  readonly limits: BodyLimits;
}

/** `POST /actuals`: observed durations for earlier predictions. */
export function bindActuals(app: OpenAPIHono<AppEnv>, options: ActualsOptions): void {
  const { predictionQueue, metrics, limits } = options;
  const schema = boundedArray(ACTUAL_SCHEMA, limits.maxRows, "actuals");
  const route = recordActuals(schema);
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const observedAt = c.env.receivedAt;
    const told = await readJson(c.req.raw, schema, limits.maxBytes, limits.milliseconds);
    const actuals = told.map(({ request_id, duration }) => ({
      requestId: request_id,
      actual: duration,
      observedAt,
    }));
    const { recorded, unknown } = await predictionQueue.recordActuals(actuals)
      .catch(logFault(metrics, "Cannot record the actuals, so none of them is; send them again"));
    metrics.actualsRecorded(recorded);
    return c.json({ recorded, unknown: [...unknown] }, 200);
  });
}
