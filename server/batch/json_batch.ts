import type { z } from "@hono/zod-openapi";
import type { BodyLimits } from "../body_limits.ts";
import { readJson } from "../json_body.ts";
import { predictionBody } from "../prediction_body.ts";
import type { PredictionService } from "../prediction_service.ts";
import type { AppContext } from "../request_context.ts";
import { splitKey } from "../routes/split_key.ts";
import { TRIP_SCHEMA, type TripBody } from "../trip_body.ts";
import { tripRequests } from "../trip_requests.ts";
import { boundedArray } from "../validation.ts";

/** How JSON arrays of trips are answered. */
export interface JsonAnswering {
  /** Answers the trips. */
  readonly predict: PredictionService;
  /** What the body has to look like. */
  readonly schema: z.ZodType<TripBody[]>;
  /** What it may take. */
  readonly limits: BodyLimits;
}

/** What a JSON array of so many trips at most has to look like. */
export function tripsSchema(maxTrips: number): z.ZodType<TripBody[]> {
  return boundedArray(TRIP_SCHEMA, maxTrips, "trips");
}

/** Answers a JSON array of trips, all of them or none. @throws ProblemError when it cannot be read */
export async function answerJson(
  c: AppContext,
  { predict, schema, limits }: JsonAnswering,
): Promise<Response> {
  const trips = tripRequests(await readJson(c.req.raw, schema, limits.maxBytes, limits.milliseconds));
  const answer = await predict({ trips, splitKey: splitKey(c.req.raw, c.env), askedAt: c.env.receivedAt });
  return c.json(Array.from({ length: trips.rows }, (_, row) => predictionBody(answer, trips, row)), 200);
}
