import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { limitBody, MEGABYTE } from "../body_limit.ts";
import type { PredictionService } from "../prediction_service.ts";
import { PREDICTION_SCHEMA, TRIP_SCHEMA } from "../trip_body.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";

const PREDICT = createRoute({
  method: "post",
  path: "/predict",
  tags: ["Predictions"],
  summary: "Predict the duration of one trip",
  description: "The prediction is in the log before it is answered.",
  middleware: limitBody(1 * MEGABYTE),
  request: { body: { required: true, content: { "application/json": { schema: TRIP_SCHEMA } } } },
  responses: {
    200: {
      description: "The predicted duration",
      content: { "application/json": { schema: PREDICTION_SCHEMA } },
    },
    ...PROBLEM_ANSWERS,
  },
});

/** `POST /predict`: one trip in, its predicted minutes out. */
export function bindPredict(app: OpenAPIHono, predict: PredictionService): void {
  app.openapi(PREDICT, async (c) => {
    const [prediction] = await predict([c.req.valid("json")]);
    return c.json(prediction, 200);
  });
}
