import type { TripRequests } from "../features/feature_spec.ts";
import { transformFeatures } from "../features/transform_features.ts";
import { predict } from "./model.ts";
import type { LoadedBundle } from "./model_bundle.ts";

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
}

/** Joins features and model of a bundle; training evaluates through this as well. */
export function createPredictor(loaded: LoadedBundle, name: string, version: number | null): Predictor {
  const { bundle: { features, model }, hash } = loaded;
  return {
    name,
    version,
    kind: model.kind,
    hash,
    predict: (trips) => predict(model, transformFeatures(features, trips)),
  };
}
