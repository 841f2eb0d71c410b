import type { FittedFeatures } from "../features/fitted_features.ts";
import { transformFeatures } from "../features/transform_features.ts";
import type { Model, ModelKindName } from "../models/model.ts";
import type { TripTable } from "../trips/trip_table.ts";
import { fitLinearModel } from "./fit_linear_model.ts";
import { addMoments, emptyMoments, numericColumns } from "./grouped_moments.ts";

type Fit = (features: FittedFeatures, batches: AsyncIterable<TripTable>) => Promise<Model>;

const FITS: { readonly [Name in ModelKindName]: Fit } = {
  mean: fitMean,
  linear: fitLinear,
};

/** Fits a model of `kind` in one pass over the training trips, encoded by `features`. */
export function fitModel(
  kind: ModelKindName,
  features: FittedFeatures,
  batches: AsyncIterable<TripTable>,
): Promise<Model> {
  return FITS[kind](features, batches);
}

async function fitMean(_features: FittedFeatures, batches: AsyncIterable<TripTable>): Promise<Model> {
  let rows = 0, minutes = 0;
  for await (const { duration } of batches) {
    rows += duration.length;
    for (const value of duration) minutes += value;
  }
  return { kind: "mean", mean: rows > 0 ? minutes / rows : 0 };
}

async function fitLinear(features: FittedFeatures, batches: AsyncIterable<TripTable>): Promise<Model> {
  let moments = emptyMoments(features.pairs.length, 0);
  for await (const trips of batches) {
    const matrix = transformFeatures(features, trips);
    const numeric = numericColumns(matrix).length;
    if (moments.numeric !== numeric) moments = emptyMoments(features.pairs.length, numeric);
    addMoments(moments, matrix, "PU_DO", trips.duration);
  }
  return fitLinearModel(features, moments);
}
