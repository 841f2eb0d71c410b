import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { readJson } from "../json_body.ts";
import { predictionBody } from "../prediction_body.ts";
import type { PredictionService } from "../prediction_service.ts";
import { MEGABYTE } from "../read_text.ts";
import type { AppEnv } from "../request_context.ts";
import { PREDICTION_SCHEMA, TRIP_EXAMPLE, TRIP_SCHEMA } from "../trip_body.ts";
import { tripRequests } from "../trip_requests.ts";
import { boundedArray } from "../validation.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";
import { SPLIT_KEY_HEADERS, splitKey } from "./split_key.ts";

const MAX_TRIPS = 10_000;

const TRIPS_SCHEMA = boundedArray(TRIP_SCHEMA, MAX_TRIPS, "trips");

const PREDICT_BATCH = createRoute({
  method: "post",
  path: "/predict/batch",
  operationId: "predictBatch",
  tags: ["Predictions"],
  summary: "Predict the durations of many trips",
  description:
    "Answers in the order asked, once the prediction log has taken all predictions over; all trips are answered or none.",
  request: {
    headers: SPLIT_KEY_HEADERS,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: TRIPS_SCHEMA,
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
export function bindPredictBatch(app: OpenAPIHono<AppEnv>, predict: PredictionService): void {
  app.openAPIRegistry.registerPath(PREDICT_BATCH);
  app.post(PREDICT_BATCH.path, async (c) => {
    const trips = tripRequests(await readJson(c.req.raw, TRIPS_SCHEMA, 16 * MEGABYTE));
    const answer = await predict({ trips, splitKey: splitKey(c), askedAt: c.env.receivedAt });
    return c.json(Array.from({ length: trips.rows }, (_, row) => predictionBody(answer, trips, row)), 200);
  });
}
