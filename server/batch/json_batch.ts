import type { z } from "@hono/zod-openapi";
import { readJson } from "../json_body.ts";
import { predictionBody } from "../prediction_body.ts";
import type { PredictionService } from "../prediction_service.ts";
import { MEGABYTE } from "../read_text.ts";
import type { AppContext } from "../request_context.ts";
import { splitKey } from "../routes/split_key.ts";
import { TRIP_SCHEMA, type TripBody } from "../trip_body.ts";
import { tripRequests } from "../trip_requests.ts";
import { boundedArray } from "../validation.ts";

const MAX_TRIPS = 10_000;

/** What a JSON array of trips has to look like. */
export const TRIPS_SCHEMA: z.ZodType<TripBody[]> = boundedArray(TRIP_SCHEMA, MAX_TRIPS, "trips");

/** Answers a JSON array of trips, all of them or none. @throws ProblemError when it cannot be read */
export async function answerJson(c: AppContext, predict: PredictionService): Promise<Response> {
  const trips = tripRequests(await readJson(c.req.raw, TRIPS_SCHEMA, 16 * MEGABYTE));
  const answer = await predict({ trips, splitKey: splitKey(c.req.raw, c.env), askedAt: c.env.receivedAt });
  return c.json(Array.from({ length: trips.rows }, (_, row) => predictionBody(answer, trips, row)), 200);
}
