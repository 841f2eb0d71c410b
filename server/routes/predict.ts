import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { readAnyJson } from "../json_body.ts";
import { explainedBody, predictionBody } from "../prediction_body.ts";
import { setPlainTrip } from "../plain_trip.ts";
import type { PredictionService } from "../prediction_service.ts";
import { readQuery } from "../query.ts";
import { MEGABYTE } from "../read_text.ts";
import type { AppEnv } from "../request_context.ts";
import type { DirectAnswer } from "../request_handler.ts";
import { PREDICTION_SCHEMA, TRIP_SCHEMA } from "../trip_body.ts";
import { emptyTrips, setTrip } from "../trip_requests.ts";
import { assertValid, expects } from "../validation.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";
import { SPLIT_KEY_HEADERS, splitKey } from "./split_key.ts";

const PREDICT_QUERY = z.object({
  explain: z.enum(["true", "false"], { error: expects("true or false") }).optional().openapi({
    description: "true to be told what made the prediction, and between which durations such trips lie",
  }),
});

/** Where one trip is asked for. */
export const PREDICT_PATH = "/predict";

const PREDICT = createRoute({
  method: "post",
  path: PREDICT_PATH,
  operationId: "predict",
  tags: ["Predictions"],
  summary: "Predict the duration of one trip",
  description: "The prediction log has taken the prediction over before it is answered.",
  request: {
    headers: SPLIT_KEY_HEADERS,
    query: PREDICT_QUERY,
    body: { required: true, content: { "application/json": { schema: TRIP_SCHEMA } } },
  },
  responses: {
    200: {
      description: "The predicted duration",
      content: { "application/json": { schema: PREDICTION_SCHEMA } },
    },
    ...PROBLEM_ANSWERS,
  },
});

/** `POST /predict`: one trip in, its predicted minutes out. */
export function bindPredict(app: OpenAPIHono<AppEnv>, answer: DirectAnswer): void {
  app.openAPIRegistry.registerPath(PREDICT);
  app.post(PREDICT.path, (c) => answer(c.req.raw, c.env));
}

/** Answers `POST /predict`. @param bodyMilliseconds in which the body has to come in */
export function predictAnswer(predict: PredictionService, bodyMilliseconds: number): DirectAnswer {
  const trips = emptyTrips(1); // kept, because making the arrays takes longer than all the rest of a prediction
  return async (request, context) => {
    const bodyOf = isExplained(request.url) ? explainedBody : predictionBody;
    const body = await readAnyJson(request, 1 * MEGABYTE, bodyMilliseconds);
    if (!setPlainTrip(trips, 0, body)) setTrip(trips, 0, assertValid(TRIP_SCHEMA, body));
    const answer = predict({
      trips,
      splitKey: splitKey(request, context),
      askedAt: context.receivedAt,
      ids: context.idBytes,
    });
    const told = answer instanceof Promise ? await answer : answer; // no turn for others where none is needed
    return Response.json(bodyOf(told, told.trips, 0));
  };
}

/** Most requests have no query, and reading one costs more than predicting. */
function isExplained(url: string): boolean {
  return url.includes("?") && readQuery(url, PREDICT_QUERY).explain === "true";
}
