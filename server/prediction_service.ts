import { TaxiError } from "../lib/errors.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import type { LoggedPrediction } from "../tracking/logged_prediction.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import { logFault } from "./log_fault.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";
import { requestId } from "./request_id.ts";
import type { PredictionBody, TripBody } from "./trip_body.ts";
import { loggedFeatures, tripRequests } from "./trip_requests.ts";

/** What {@linkcode createPredictionService} joins. */
export interface PredictionServiceOptions {
  /** Answers every trip. */
  readonly model: Predictor;
  /** Keeps every answer. */
  readonly predictionLog: Pick<PredictionLog, "append">;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
  /** Counts what was logged, and what could not be. */
  readonly metrics: Pick<ServerMetrics, "predicted" | "logFailed">;
}

/** Predicts trips and logs the predictions; resolves once every one of them is committed. */
export type PredictionService = (trips: readonly TripBody[]) => Promise<PredictionBody[]>;

/**
 * Joins the model and the log, so that an answered prediction is a logged prediction. It throws TaxiError
 * `prediction_log` when a prediction could not be logged: nothing is answered then.
 */
export function createPredictionService(
  { model, predictionLog, clock, metrics }: PredictionServiceOptions,
): PredictionService {
  return async (bodies) => {
    const trips = tripRequests(bodies);
    const minutes = model.predict(trips);
    const predictedAt = clock();
    const predictions = Array.from(minutes, (prediction, row): LoggedPrediction => ({
      requestId: requestId(predictedAt),
      predictedAt,
      model: model.name,
      modelVersion: model.version,
      modelHash: model.hash,
      features: loggedFeatures(trips, row),
      prediction: finite(prediction, model),
    }));
    await Promise.all(predictions.map((prediction) => predictionLog.append(prediction)))
      .catch(logFault(metrics, "Cannot log the prediction, so it is not answered; send the request again"));
    metrics.predicted(minutes);
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

function answer({ prediction, model, modelVersion, requestId }: LoggedPrediction): PredictionBody {
  return { predicted_duration: prediction, model, model_version: modelVersion, request_id: requestId };
}
