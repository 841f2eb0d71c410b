import type { TripRequests } from "../pipeline/features/feature_spec.ts";
import { idText } from "../tracking/prediction_id.ts";
import type { PredictedTrips } from "./prediction_service.ts";
import type { PredictionBody } from "./trip_body.ts";

/** Row `row` of an answer, as JSON. */
export function predictionBody(answer: PredictedTrips, trips: TripRequests, row: number): PredictionBody {
  const { model, minutes, ids } = answer;
  return {
    predicted_duration: minutes[row],
    model: model.name,
    model_version: model.version,
    request_id: idText(ids, row),
    unseen: model.unseen(trips, row),
  };
}

/** Row `row` of an answer with what made it and how far off it may be, as JSON. */
export function explainedBody(answer: PredictedTrips, trips: TripRequests, row: number): PredictionBody {
  const { model, minutes } = answer;
  return {
    ...predictionBody(answer, trips, row),
    explanation: model.explain(trips, row),
    interval: model.interval(minutes[row], trips, row),
  };
}
