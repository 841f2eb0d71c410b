import type { FittedFeatures } from "../features/fitted_features.ts";
import { transformFeatures } from "../features/transform_features.ts";
import { type Model, predict } from "../models/model.ts";
import type { MonthMetrics } from "../models/model_bundle.ts";
import type { IntervalTable } from "../models/prediction_interval.ts";
import { calibrationOf } from "../monitoring/interval_coverage.ts";
import { TripWindowBuilder } from "../monitoring/trip_window.ts";
import type { Window } from "../monitoring/window.ts";
import { type Month, span } from "../trips/month.ts";
import type { TripTable } from "../trips/trip_table.ts";
import { IntervalCalibrator } from "./interval_calibrator.ts";
import { MonthlyMetrics } from "./monthly_metrics.ts";

/** What the test months tell of a model. */
export interface Evaluation {
  /** The test months with their predictions; without any trip it lacks the performance. */
  readonly window: Window;
  /** Each month by itself. */
  readonly months: readonly MonthMetrics[];
  /** Undefined for too few trips. */
  readonly interval: IntervalTable | undefined;
}

/** Predicts the trips of the test months in one pass and keeps what they come to, in memory that does not grow with them. */
export async function evaluateModel(
  { model, features }: { readonly model: Model; readonly features: FittedFeatures },
  test: readonly Month[],
  batches: AsyncIterable<TripTable>,
): Promise<Evaluation> {
  const window = new TripWindowBuilder({ forProfile: true }), months = new MonthlyMetrics(test);
  const intervals = new IntervalCalibrator(features);
  for await (const trips of batches) {
    const minutes = predict(model, transformFeatures(features, trips));
    window.add(trips, minutes);
    months.add(trips, minutes);
    intervals.add(trips, minutes);
  }
  const interval = intervals.finish();
  return {
    window: withCalibration(window.finish({ name: span(test) }), interval),
    months: months.finish(),
    interval,
  };
}

function withCalibration(window: Window, interval: IntervalTable | undefined): Window {
  const intervals = interval && calibrationOf(interval);
  if (window.regression === undefined || intervals === undefined) return window;
  return { ...window, regression: { ...window.regression, intervals } };
}
