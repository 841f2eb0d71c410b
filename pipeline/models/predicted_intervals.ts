import type { TripRequests } from "../features/feature_spec.ts";
import type { Predictor } from "./predictor.ts";

/** The prediction intervals of a batch of trips, minutes; NaN at both ends for a trip without. */
export interface PredictedIntervals {
  /** Share of trips, 0 to 1, whose duration its interval should hold. */
  readonly level: number;
  /** Lower ends. */
  readonly lower: Float64Array;
  /** Upper ends. */
  readonly upper: Float64Array;
}

/**
 * The intervals around predictions.
 *
 * @param minutes what is predicted for each trip
 * @returns undefined when the model file tells of none
 */
export function predictedIntervals(
  predictor: Pick<Predictor, "interval">,
  trips: TripRequests,
  minutes: Float64Array,
): PredictedIntervals | undefined {
  const lower = new Float64Array(trips.rows).fill(NaN), upper = lower.slice();
  let level: number | undefined;
  for (let row = 0; row < trips.rows; row++) {
    const interval = predictor.interval(minutes[row], trips, row);
    if (interval === null) continue;
    lower[row] = interval.lower;
    upper[row] = interval.upper;
    level = interval.level;
  }
  return level === undefined ? undefined : { level, lower, upper };
}
