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
  /** May be used for other trips as soon as there is an answer, or a promise of one. */
  readonly trips: TripRequests;
  /** Requests of one key are answered by the same model when several answer. */
  readonly splitKey: () => string;
  /** When it was asked, milliseconds since 1970, UTC. */
  readonly askedAt: number;
  /** Ids of the predictions, 16 bytes each, made at that time; new ones unless told. */
  readonly ids?: Uint8Array;
  /** Answers; chosen unless told. A question that comes in parts keeps the model of the first. */
  readonly model?: Predictor;
  /** Milliseconds to wait for room in the log; 5,000 unless told. */
  readonly patience?: number;
}

/** What is answered, a row for each trip. */
export interface PredictedTrips {
  /** Those that were asked for, or a copy of them when the answer had to wait. */
  readonly trips: TripRequests;
  /** Answered; the same for all trips of one question. */
  readonly model: Predictor;
  /** Minutes, all of them finite. */
  readonly minutes: Float64Array;
  /** Ids of the predictions, 16 bytes each. */
  readonly ids: Uint8Array;
}

/**
 * Predicts trips and hands the predictions to the log, all of them or none: at once, or later when the log has no room.
 *
 * @throws ProblemError 503 `prediction_log` when the log has had no room for too long: nothing is answered then
 */
export type PredictionService = (question: Question) => PredictedTrips | Promise<PredictedTrips>;

const NO_ROOM = problem(
  503,
  "prediction_log",
  "The prediction log has no room, so nothing is answered; send the request again",
);

/** Milliseconds that a request waits for room in the log before it is sent away, unless it says more. */
const ROOM_MILLISECONDS = 5000;

/**
 * Joins the models and the log. A prediction is answered once the log has taken it over, which commits it within a
 * moment: waiting for that commit would hold every answer back.
 */
export function createPredictionService(options: PredictionServiceOptions): PredictionService {
  const { models, predictionQueue, logOverflow, metrics } = options;
  return ({ trips, splitKey, askedAt, ids, model = models.choose(splitKey), patience }) => {
    const answer = {
      trips,
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
    if (!predictionQueue.offer(batch)) {
      if (logOverflow === "block") return answerOnceThereIsRoom(answer, batch, options, patience);
      metrics.logDropped(batch.rows);
    }
    answered(answer, batch, options);
    return answer;
  };
}

async function answerOnceThereIsRoom(
  asked: PredictedTrips,
  batch: PredictionBatch,
  options: PredictionServiceOptions,
  patience = ROOM_MILLISECONDS,
): Promise<PredictedTrips> {
  const { predictionQueue, metrics } = options;
  const answer = { ...asked, trips: copyOf(asked.trips) };
  const waiting = { ...batch, features: loggedColumns(answer.trips) };
  while (await predictionQueue.room(batch.rows, patience)) {
    if (!predictionQueue.offer(waiting)) continue; // another request was faster
    answered(answer, waiting, options);
    return answer;
  }
  metrics.logFailed();
  throw new ProblemError(NO_ROOM, { "retry-after": "1" });
}

function copyOf({ rows, pickup, pickupZone, dropoffZone, distance }: TripRequests): TripRequests {
  return {
    rows,
    pickup: pickup.slice(),
    pickupZone: pickupZone.slice(),
    dropoffZone: dropoffZone.slice(),
    distance: distance.slice(),
  };
}

/** Nothing stands in the way of the answer any more: it is counted, and the shadow's turn has come. */
function answered(
  { model, trips, minutes }: PredictedTrips,
  batch: PredictionBatch,
  options: PredictionServiceOptions,
): void {
  options.metrics.predicted(model, minutes);
  const { shadow } = options.models;
  if (shadow) predictInShadow(shadow, trips, batch, options);
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
