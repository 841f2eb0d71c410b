import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { limitBody, MEGABYTE } from "../body_limit.ts";
import type { PredictionService } from "../prediction_service.ts";
import { PREDICTION_SCHEMA, TRIP_EXAMPLE, TRIP_SCHEMA } from "../trip_body.ts";
import { boundedArray } from "../validation.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";

const MAX_TRIPS = 10_000;

const PREDICT_BATCH = createRoute({
  method: "post",
  path: "/predict/batch",
  tags: ["Predictions"],
  summary: "Predict the durations of many trips",
  description:
    "Answers in the order asked, once all predictions are in the log; all trips are answered or none.",
  middleware: limitBody(16 * MEGABYTE),
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: boundedArray(TRIP_SCHEMA, MAX_TRIPS, "trips"),
          example: [TRIP_EXAMPLE, { PULocationID: 132, DOLocationID: 230 }],
        },
      },
    },
  },
  responses: {
    200: {
      description: "The predicted durations",
      content: { "application/json": { schema: z.array(PREDICTION_SCHEMA) } },
    },
    ...PROBLEM_ANSWERS,
  },
});

/** `POST /predict/batch`: up to 10,000 trips in, as many predictions out. */
export function bindPredictBatch(app: OpenAPIHono, predict: PredictionService): void {
  app.openapi(PREDICT_BATCH, async (c) => c.json(await predict(c.req.valid("json")), 200));
}
