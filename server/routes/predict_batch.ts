import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { formatCount } from "../../lib/format.ts";
import { ARROW } from "../batch/arrow_batch.ts";
import { answerJson, tripsSchema } from "../batch/json_batch.ts";
import { NDJSON } from "../batch/ndjson_batch.ts";
import { createStreamAnswering, type StreamAnsweringOptions } from "../batch/stream_answer.ts";
import type { BodyLimits } from "../body_limits.ts";
import { problem, ProblemError } from "../problem.ts";
import type { AppEnv } from "../request_context.ts";
import { PREDICTION_EXAMPLE, PREDICTION_SCHEMA, TRIP_EXAMPLE, type TripBody } from "../trip_body.ts";
import { PROBLEM_ANSWERS } from "./problem_answers.ts";
import { SPLIT_KEY_HEADERS } from "./split_key.ts";

const MAX_STREAMS = 8;
const STALL_MILLISECONDS = 60_000;

const STREAMS = [NDJSON, ARROW];
const JSON_TYPE = /^application\/([a-z0-9.-]+\+)?json$/;
const ACCEPTED = `"application/json", ${STREAMS.map(({ type }) => `"${type}"`).join(" or ")}`;

const TRIPS_EXAMPLE = [TRIP_EXAMPLE, { PULocationID: 132, DOLocationID: 230 }];
/** Its example has a name of its own: tools that cannot write NDJSON, such as schemathesis, fail on an official one. */
const TRIP_LINES = z.string().openapi({
  description: "A trip a line, as in the JSON array",
  "x-lines": jsonLines(TRIPS_EXAMPLE),
});
const PREDICTIONS_EXAMPLE = [PREDICTION_EXAMPLE, PREDICTION_EXAMPLE];

const ARROW_TRIPS =
  "An Arrow IPC stream with the columns PULocationID and DOLocationID (any integers) and, unless not " +
  "known, trip_distance (float, double, decimal or integers; null or NaN where not known) and pickup_datetime " +
  "(timestamps of any unit, New York's wall clock without a time zone, an instant with one; or text as in JSON). Other " +
  "columns are ignored; record batches have at most 64 MiB, uncompressed.";
const ARROW_PREDICTIONS = "An Arrow IPC stream with the columns predicted_duration (double), request_id " +
  "(fixed_size_binary[16], the bytes of the UUID) and unseen (uint8: 1 PULocationID, 2 DOLocationID, 4 PU_DO, added up); " +
  "model, model_version and model_hash are metadata of its schema.";

const predictBatch = (schema: z.ZodType<TripBody[]>, maxTrips: number) =>
  createRoute({
    method: "post",
    path: "/predict/batch",
    operationId: "predictBatch",
    tags: ["Predictions"],
    summary: "Predict the durations of many trips",
    description:
      "Answers in the form and the order asked, once the prediction log has taken the predictions over. " +
      `A JSON array has at most ${
        formatCount(maxTrips)
      } trips, and all are answered or none. The two streams have any length and are ` +
      "answered while they come, some thousand trips at a time, by one model; so their faults have two forms: a problem " +
      "when nothing was answered yet, else the end of the stream, which NDJSON tells by a last line " +
      '`{"error": problem}` and Arrow by a broken connection after a record batch without rows, whose metadata has `error`.',
    request: {
      headers: SPLIT_KEY_HEADERS,
      body: {
        required: true,
        content: {
          "application/json": { schema, example: TRIPS_EXAMPLE },
          [NDJSON.type]: { schema: TRIP_LINES },
          [ARROW.type]: { schema: binary(ARROW_TRIPS) },
        },
      },
    },
    responses: {
      200: {
        description: "The predicted durations, in the form of the request",
        content: {
          "application/json": { schema: z.array(PREDICTION_SCHEMA) },
          [NDJSON.type]: { schema: text("A prediction a line"), example: jsonLines(PREDICTIONS_EXAMPLE) },
          [ARROW.type]: { schema: binary(ARROW_PREDICTIONS) },
        },
      },
      ...PROBLEM_ANSWERS,
    },
  });

/** What {@linkcode bindPredictBatch} joins. */
export interface PredictBatchOptions extends Pick<StreamAnsweringOptions, "predict" | "onFault"> {
  /** Of JSON arrays. */
  readonly limits: BodyLimits;
}

/** `POST /predict/batch`: many trips in, as many predictions out, in one of three forms. */
export function bindPredictBatch(app: OpenAPIHono<AppEnv>, options: PredictBatchOptions): void {
  const answerStream = createStreamAnswering({
    maxStreams: MAX_STREAMS,
    stallMilliseconds: STALL_MILLISECONDS,
    ...options,
  });
  const schema = tripsSchema(options.limits.maxRows);
  const json = { ...options, schema };
  const route = predictBatch(schema, options.limits.maxRows);
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, (c) => {
    const told = c.req.raw.headers.get("content-type");
    const type = told?.split(";", 1)[0].trim().toLowerCase() ?? "";
    if (JSON_TYPE.test(type)) return answerJson(c, json);
    const form = STREAMS.find((form) => form.type === type);
    if (form !== undefined) return answerStream(c, form);
    throw new ProblemError(problem(
      415,
      "unsupported_media_type",
      `Cannot read the body: content-type is "${told ?? "missing"}", expected ${ACCEPTED}`,
    ));
  });
}

function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

function text(description: string): z.ZodType<string> {
  return z.string().openapi({ description });
}

function binary(description: string): z.ZodType<string> {
  return z.string().openapi({ description, format: "binary" });
}
