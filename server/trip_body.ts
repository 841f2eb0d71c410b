import { z } from "@hono/zod-openapi";
import type { Explanation } from "../pipeline/models/explain_prediction.ts";
import type { PredictionInterval } from "../pipeline/models/prediction_interval.ts";
import { UNSEEN_FEATURES, type UnseenFeature } from "../pipeline/models/unseen_features.ts";
import { expects } from "./validation.ts";

/** One trip whose duration is asked for, as JSON. The names are TLC's; unknown keys are ignored. */
export interface TripBody {
  /** TLC LocationID where the trip begins, 1 to 265. */
  readonly PULocationID: number;
  /** TLC LocationID where the trip ends, 1 to 265. */
  readonly DOLocationID: number;
  /** Miles; missing or null when not known. */
  readonly trip_distance?: number | null;
  /** Local time in New York, or any time with its offset from UTC; missing or null when not known. */
  readonly pickup_datetime?: string | null;
}

/** The predicted duration of one trip, as JSON. */
export interface PredictionBody {
  /** Minutes. */
  readonly predicted_duration: number;
  /** Name of the model that answered. */
  readonly model: string;
  /** Its registered version; null for a model read from a file. */
  readonly model_version: number | null;
  /** Names this prediction in the log; `POST /actuals` refers to it. */
  readonly request_id: string;
  /** What of the trip the model never saw in training; it answers by its fallback. Empty for most trips. */
  readonly unseen: readonly UnseenFeature[];
  /** Only where it was asked for: what made the prediction, minutes that add up to it. */
  readonly explanation?: Explanation;
  /** Only where it was asked for: where the duration lies; null for a model file that cannot tell. */
  readonly interval?: PredictionInterval | null;
}

/** The trip that the documentation, the playground and the tests use: Midtown to the Upper East Side. */
export const TRIP_EXAMPLE: TripBody = {
  PULocationID: 161,
  DOLocationID: 236,
  trip_distance: 2.5,
  pickup_datetime: "2025-03-01T08:30:00",
};

/** Its prediction. */
export const PREDICTION_EXAMPLE: PredictionBody = {
  predicted_duration: 14.2,
  model: "duration",
  model_version: 3,
  request_id: "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
  unseen: [],
};

/** Longest accepted distance, miles: above the worst odometer error TLC has published, yet every answer stays finite. */
export const MAX_MILES = 1e6;

/** How `z.iso.datetime` reads a pick-up time. */
const LOCAL_OR_OFFSET = { local: true, offset: true };

/** What a pick-up time has to look like; its year has four digits. */
export const PICKUP_TIME: RegExp = z.core.regexes.datetime(LOCAL_OR_OFFSET);

/** What a {@linkcode TripBody} has to look like. */
export const TRIP_SCHEMA: z.ZodType<TripBody> = z.object({
  PULocationID: zone("TLC zone where the trip begins"),
  DOLocationID: zone("TLC zone where the trip ends"),
  trip_distance: z.number({ error: expects(`miles from 0 to ${MAX_MILES}, or null`) }).min(0).max(MAX_MILES)
    .nullish()
    .openapi({ description: "Miles; leave out or send null when not known" }),
  pickup_datetime: z.iso.datetime({
    ...LOCAL_OR_OFFSET,
    error: expects(`a time such as "${TRIP_EXAMPLE.pickup_datetime}" (New York) or "2025-03-01T13:30:00Z"`),
  }).nullish().openapi({
    description: "Local time in New York without an offset, or any time with its offset from UTC " +
      "(converted to New York); leave out or send null when not known: the current time is never assumed",
    format: "local-or-offset-date-time", // RFC 3339's date-time would forbid the local form
    pattern: PICKUP_TIME.source,
    examples: [TRIP_EXAMPLE.pickup_datetime, "2025-03-01T08:30:00-05:00", null],
  }),
}, { error: expects("an object with PULocationID and DOLocationID") })
  .openapi("Trip", {
    description: "A trip, told before it begins. Unknown keys are ignored.",
    example: TRIP_EXAMPLE,
  });

/** What a {@linkcode PredictionBody} looks like. */
export const PREDICTION_SCHEMA: z.ZodType<PredictionBody> = z.object({
  predicted_duration: z.number().openapi({ description: "Minutes" }),
  model: z.string(),
  model_version: z.int().nullable().openapi({ description: "Registered version; null for a model file" }),
  request_id: z.uuid().openapi({ description: "Names this prediction in POST /actuals" }),
  unseen: z.array(z.enum(UNSEEN_FEATURES)).readonly().openapi({
    description: "What the model never saw in training, so that its fallback answers; empty for most trips",
  }),
  explanation: z.object({
    baseline: z.number().openapi({ description: "Minutes of the typical trip" }),
    contributions: z.array(z.object({
      feature: z.string(),
      value: z.union([z.number(), z.string()]).nullable(),
      minutes: z.number().openapi({ description: "What the feature adds" }),
    })),
  }).optional().openapi({ description: "With ?explain=true: minutes that add up to the prediction" }),
  interval: z.object({
    lower: z.number().openapi({ description: "Minutes" }),
    upper: z.number().openapi({ description: "Minutes" }),
    level: z.number().openapi({ description: "Share of such trips whose duration lies between the two" }),
  }).nullable().optional().openapi({
    description: "With ?explain=true: where the duration lies; null for a model file that cannot tell",
  }),
}).openapi("Prediction", { example: PREDICTION_EXAMPLE });

function zone(description: string): z.ZodType<number> {
  return z.int({ error: expects("a TLC zone number from 1 to 265") }).min(1).max(265).openapi({
    description,
  });
}
