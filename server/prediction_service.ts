import { TaxiError } from "../lib/errors.ts";
import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import { mintIds } from "../tracking/prediction_id.ts";
import type { PredictionBatch, PredictionQueue } from "../tracking/prediction_queue.ts";
import { loggedColumns } from "./logged_columns.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";
import { problem, ProblemError } from "./problem.ts";
import type { ServedModels } from "./served_models.ts";

/** What happens to a prediction for which the log has no room: it waits, or it is answered and not logged. */
export type LogOverflow = "block" | "drop";

/** What {@linkcode createPredictionService} joins. */
export interface PredictionServiceOptions {
  /** Answer every trip. */
  readonly models: ServedModels;
  /** Keeps every answer. */
  readonly predictionQueue: Pick<PredictionQueue, "offer" | "room">;
  /** When the log is full. */
  readonly logOverflow: LogOverflow;
  /** Counts what was predicted, what was not logged, and what failed. */
  readonly metrics: Pick<ServerMetrics, "predicted" | "logFailed" | "logDropped" | "shadowFailed">;
}

/** What is asked: trips, and how to choose the model. */
export interface Question {
  readonly trips: TripRequests;
  /** Requests of one key are answered by the same model when several answer. */
  readonly splitKey: () => string;
  /** When it was asked, milliseconds since 1970, UTC. */
  readonly askedAt: number;
  /** Ids of the predictions, 16 bytes each, made at that time; new ones unless told. */
  readonly ids?: Uint8Array;
}

/** What is answered, a row for each trip. */
export interface PredictedTrips {
  /** Answered; the same for all trips of one question. */
  readonly model: Predictor;
  /** Minutes, all of them finite. */
  readonly minutes: Float64Array;
  /** Ids of the predictions, 16 bytes each. */
  readonly ids: Uint8Array;
}

/**
 * Predicts trips and hands the predictions to the log, all of them or none.
 *
 * @throws ProblemError 503 `prediction_log` when the log has had no room for too long: nothing is answered then
 */
export type PredictionService = (question: Question) => Promise<PredictedTrips>;

const NO_ROOM = problem(
  503,
  "prediction_log",
  "The prediction log has no room, so nothing is answered; send the request again",
);

/** Milliseconds that a request waits for room in the log before it is sent away. */
const ROOM_MILLISECONDS = 5000;

/**
 * Joins the models and the log. A prediction is answered once the log has taken it over, which commits it within a
 * moment: waiting for that commit would hold every answer back.
 */
export function createPredictionService(options: PredictionServiceOptions): PredictionService {
  const { models, predictionQueue, metrics } = options;
  return async ({ trips, splitKey, askedAt, ids }) => {
    const model = models.choose(splitKey);
    const answer = {
      model,
      minutes: finite(model.predict(trips), model),
      ids: ids ?? mintIds(trips.rows, askedAt),
    };
    const batch = {
      rows: trips.rows,
      ids: answer.ids,
      predictedAt: askedAt,
      model,
      shadow: false,
      features: loggedColumns(trips),
      predictions: answer.minutes,
    };
    if (!predictionQueue.offer(batch)) await overflow(batch, options);
    metrics.predicted(model, answer.minutes);
    if (models.shadow) predictInShadow(models.shadow, trips, batch, options);
    return answer;
  };
}

/** The log is full: waits for room, or counts what it will not have. */
async function overflow(
  batch: PredictionBatch,
  { predictionQueue, logOverflow, metrics }: PredictionServiceOptions,
): Promise<void> {
  if (logOverflow === "drop") return metrics.logDropped(batch.rows);
  while (await predictionQueue.room(batch.rows, ROOM_MILLISECONDS)) {
    if (predictionQueue.offer(batch)) return; // else another request was faster
  }
  metrics.logFailed();
  throw new ProblemError(NO_ROOM, { "retry-after": "1" });
}

/** A shadow never harms the answer: what it cannot do, or the log cannot take, is counted. */
function predictInShadow(
  shadow: Predictor,
  trips: TripRequests,
  answered: PredictionBatch,
  { predictionQueue, metrics }: PredictionServiceOptions,
): void {
  try {
    const predictions = finite(shadow.predict(trips), shadow);
    const batch = { ...answered, model: shadow, shadow: true, predictions };
    if (!predictionQueue.offer(batch)) metrics.logDropped(batch.rows);
  } catch {
    metrics.shadowFailed(answered.rows);
  }
}

/** JSON has no NaN: a model that gives one is at fault, not the trip. */
function finite(minutes: Float64Array, { name, hash }: Predictor): Float64Array {
  for (const prediction of minutes) {
    if (Number.isFinite(prediction)) continue;
    throw new TaxiError(`Model "${name}" (${hash}) predicted ${prediction}, expected a number of minutes`, {
      code: "model_fault",
    });
  }
  return minutes;
}
