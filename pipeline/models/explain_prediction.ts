import type { FeatureColumn } from "../features/feature_matrix.ts";
import type { FeatureDeclaration, TripRequests } from "../features/feature_spec.ts";
import type { FittedFeatures } from "../features/fitted_features.ts";
import { transformFeatures } from "../features/transform_features.ts";
import { attribute, type Model, predict } from "./model.ts";

/** Why a trip's prediction is what it is: baseline and contributions add up to it. */
export interface Explanation {
  /** Minutes that the model predicts for the average training trip; of an older model file, its intercept. */
  readonly baseline: number;
  /** How this trip differs from that, feature by feature in the order of the model's. */
  readonly contributions: readonly Contribution[];
}

/** What one feature adds to a prediction. */
export interface Contribution {
  /** Name of the declared feature; `bounds` where the sum lay beyond the durations that training saw. */
  readonly feature: string;
  /** As it was asked: a zone, a pair such as `161_236`, miles or 0 and 1; null where it was not told. */
  readonly value: number | string | null;
  /** Minutes, negative where it shortens the trip. */
  readonly minutes: number;
}

/** Explains the prediction of row `row`. */
export function explainPrediction(
  model: Model,
  features: FittedFeatures,
  trips: TripRequests,
  row: number,
): Explanation {
  const trip = oneTrip(trips, row);
  const matrix = transformFeatures(features, trip);
  const { baseline, minutes } = attribute(model, matrix, 0);
  const contributions = features.spec.map((declared, at): Contribution => ({
    feature: declared.name,
    value: askedValue(declared, matrix.columns[at], trip),
    minutes: minutes[at],
  }));
  const [prediction] = predict(model, matrix);
  const sum = minutes.reduce((total, part) => total + part, baseline);
  const beyond = prediction - sum;
  if (Math.abs(beyond) > Math.abs(sum) * ROUNDING + ROUNDING) {
    contributions.push({ feature: "bounds", value: null, minutes: beyond });
  }
  return { baseline, contributions };
}

/** By what a sum in another order may differ, for each minute of it. */
const ROUNDING = 1e-12;

function oneTrip({ pickup, pickupZone, dropoffZone, distance }: TripRequests, row: number): TripRequests {
  return {
    rows: 1,
    pickup: pickup.subarray(row, row + 1),
    pickupZone: pickupZone.subarray(row, row + 1),
    dropoffZone: dropoffZone.subarray(row, row + 1),
    distance: distance.subarray(row, row + 1),
  };
}

function askedValue(
  { type, name }: FeatureDeclaration,
  column: FeatureColumn,
  { pickupZone: [from], dropoffZone: [to], distance: [miles] }: TripRequests,
): Contribution["value"] {
  switch (type) {
    case "pair":
      return `${from}_${to}`;
    case "zone":
      return (name === "PULocationID" ? from : to) || null;
    case "distance":
    case "imputed_distance":
      return Number.isFinite(miles) ? miles : null;
    case "distance_missing":
    case "pair_distance":
      return column.kind === "numeric" ? column.values[0] : null;
  }
}
