import { predictedIntervals } from "../pipeline/models/predicted_intervals.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import { type ObservedTrips, TripWindowBuilder } from "../pipeline/monitoring/trip_window.ts";
import type { Window } from "../pipeline/monitoring/window.ts";
import type { JoinedPrediction } from "../tracking/logged_prediction.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import type { AskedWindow } from "./asked_windows.ts";

/** Some logged predictions of one model. Times are milliseconds since 1970-01-01 UTC. */
export interface LoggedWindow {
  /** Trips as they were asked for, with predictions, and with durations where they have been reported. */
  readonly window: Window;
  /** Predicted from here on. */
  readonly from: number;
  /** And before here. */
  readonly to: number;
}

/**
 * Logged predictions of one model, or of all, as a window, read batch by batch. The log keeps no intervals; the model makes them
 * again.
 *
 * @param model whose predictions are asked for; undefined for those of all
 * @returns undefined when there is no such prediction
 */
export function loggedWindow(
  log: PredictionLog,
  model: Pick<Predictor, "hash" | "interval"> | undefined,
  { name, ...asked }: AskedWindow,
): LoggedWindow | undefined {
  const window = new TripWindowBuilder();
  let rows = 0, first = Infinity, last = -Infinity;
  for (const batch of log.readWindow({ ...asked, modelHash: model?.hash })) {
    addLogged(window, batch, model);
    rows += batch.length;
    first = Math.min(first, batch[0].predictedAt);
    last = batch.at(-1)!.predictedAt;
  }
  if (rows === 0) return undefined;
  return {
    window: window.finish({ name: name(rows) }),
    from: asked.since ?? first,
    to: asked.until ?? last + 1,
  };
}

function addLogged(
  window: TripWindowBuilder,
  batch: readonly JoinedPrediction[],
  model: Pick<Predictor, "interval"> | undefined,
): void {
  const column = (name: string) => Float64Array.from(batch, ({ features }) => toNumber(features[name]));
  const trips: ObservedTrips = {
    rows: batch.length,
    pickup: Float64Array.from(batch, ({ features }) => toMicroseconds(features.pickup_datetime)),
    pickupZone: Uint16Array.from(column("PULocationID")),
    dropoffZone: Uint16Array.from(column("DOLocationID")),
    distance: column("trip_distance"),
    duration: Float64Array.from(batch, ({ actual }) => actual ?? NaN),
  };
  const minutes = Float64Array.from(batch, ({ prediction }) => prediction);
  window.add(trips, minutes, model && predictedIntervals(model, trips, minutes));
}

function toNumber(value: number | string | null | undefined): number {
  return typeof value === "number" ? value : NaN;
}

/** New York's wall clock is logged as an ISO date-time without a zone. */
function toMicroseconds(value: number | string | null | undefined): number {
  return typeof value === "string" ? Date.parse(`${value}Z`) * 1000 : NaN;
}
