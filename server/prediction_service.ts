import { TaxiError } from "../lib/errors.ts";
import type { LoggedPrediction, PredictionLog } from "./prediction_log.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import type { PredictionBody, TripBody } from "./trip_body.ts";
import { loggedFeatures, tripRequests } from "./trip_requests.ts";

/** What {@linkcode createPredictionService} joins. */
export interface PredictionServiceOptions {
  /** Answers every trip. */
  readonly model: Predictor;
  /** Keeps every answer. */
  readonly predictionLog: PredictionLog;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
}

/** Predicts trips and logs the predictions; resolves once every one of them is committed. */
export type PredictionService = (trips: readonly TripBody[]) => Promise<PredictionBody[]>;

/**
 * Joins the model and the log, so that an answered prediction is a logged prediction. It throws TaxiError
 * `prediction_log` when a prediction could not be logged: nothing is answered then.
 */
export function createPredictionService(
  { model, predictionLog, clock }: PredictionServiceOptions,
): PredictionService {
  return async (bodies) => {
    const trips = tripRequests(bodies);
    const minutes = model.predict(trips);
    const predictedAt = clock();
    const predictions = Array.from(minutes, (prediction, row): LoggedPrediction => ({
      requestId: crypto.randomUUID(),
      predictedAt,
      model: model.name,
      modelVersion: model.version,
      modelHash: model.hash,
      features: loggedFeatures(trips, row),
      prediction: finite(prediction, model),
    }));
    await logAll(predictionLog, predictions);
    return predictions.map(answer);
  };
}

/** JSON has no NaN: a model that gives one is at fault, not the trip. */
function finite(prediction: number, { name, hash }: Predictor): number {
  if (Number.isFinite(prediction)) return prediction;
  throw new TaxiError(`Model "${name}" (${hash}) predicted ${prediction}, expected a number of minutes`, {
    code: "model_fault",
  });
}

async function logAll(log: PredictionLog, predictions: readonly LoggedPrediction[]): Promise<void> {
  try {
    await Promise.all(predictions.map((prediction) => log.append(prediction)));
  } catch (cause) {
    throw new TaxiError("Cannot log the prediction, so it is not answered; send the request again", {
      code: "prediction_log",
      cause,
    });
  }
}

function answer({ prediction, model, modelVersion, requestId }: LoggedPrediction): PredictionBody {
  return { predicted_duration: prediction, model, model_version: modelVersion, request_id: requestId };
}
