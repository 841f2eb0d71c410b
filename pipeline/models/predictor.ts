import { arrayCutter } from "../../lib/cut_array.ts";
import type { TripRequests } from "../features/feature_spec.ts";
import type { FittedFeatures } from "../features/fitted_features.ts";
import { createMatrix, transformFeatures } from "../features/transform_features.ts";
import { explainPrediction, type Explanation } from "./explain_prediction.ts";
import { predict } from "./model.ts";
import type { LoadedBundle } from "./model_bundle.ts";
import { historyFinder, type PairHistory } from "./pair_history.ts";
import { intervalFinder, type IntervalTable, type PredictionInterval } from "./prediction_interval.ts";
import { groupFinder } from "./trip_group.ts";
import { type UnseenFeature, unseenFinder } from "./unseen_features.ts";

/** A model ready to answer: what the server and batch prediction hold. */
export interface Predictor {
  /** Registered name, or the file's. */
  readonly name: string;
  /** Registered version; null for a plain file. */
  readonly version: number | null;
  /** One of `MODEL_KINDS`, for people. */
  readonly kind: string;
  /** SHA-256 of the model file. */
  readonly hash: string;
  /** Duration in minutes, one for each trip. */
  predict(trips: TripRequests): Float64Array;
  /** What of a trip training never saw; a shared array, empty for most trips. */
  unseen(trips: TripRequests, row: number): readonly UnseenFeature[];
  /** Why a trip's prediction is what it is. */
  explain(trips: TripRequests, row: number): Explanation;
  /** Where the duration of a trip lies that is predicted to take `minutes`; null when the model file cannot tell. */
  interval(minutes: number, trips: TripRequests, row: number): PredictionInterval | null;
  /** The training trips between two zones, 1..265 each; null when the model file keeps none of any pair. */
  pair(from: number, to: number): PairHistory | null;
}

const cutMinutes = arrayCutter((elements) => new Float64Array(elements));

/** Joins features and model of a bundle; training evaluates through this as well. */
export function createPredictor(loaded: LoadedBundle, name: string, version: number | null): Predictor {
  const { bundle: { features, model, interval, history }, hash } = loaded;
  const oneRow = createMatrix(features, 1); // most questions are of one trip, and no model keeps the matrix
  return {
    name,
    version,
    kind: model.kind,
    hash,
    predict: (trips) =>
      trips.rows === 1
        ? predict(model, transformFeatures(features, trips, oneRow), cutMinutes(1))
        : predict(model, transformFeatures(features, trips)),
    unseen: unseenFinder(features),
    explain: (trips, row) => explainPrediction(model, features, trips, row),
    interval: interval === undefined ? () => null : intervalOf(interval, features),
    pair: history === undefined ? () => null : historyFinder(history),
  };
}

function intervalOf(table: IntervalTable, features: FittedFeatures): Predictor["interval"] {
  const groupOf = groupFinder(features), find = intervalFinder(table);
  return (minutes, trips, row) => find(groupOf(trips, row), minutes);
}
