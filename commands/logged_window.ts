import { TripWindowBuilder } from "../pipeline/monitoring/trip_window.ts";
import type { Window } from "../pipeline/monitoring/window.ts";
import type { JoinedPrediction } from "../tracking/logged_prediction.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";

/**
 * The newest logged predictions of one model as a window: trips as they were asked for, with predictions, and with durations
 * where they have been reported.
 *
 * @param modelHash SHA-256 of the model file
 * @param last at most so many predictions
 */
export function loggedWindow(log: PredictionLog, modelHash: string, last: number): Window {
  const window = new TripWindowBuilder();
  let rows = 0;
  for (const batch of log.readWindow({ modelHash, last })) {
    addLogged(window, batch);
    rows += batch.length;
  }
  return window.finish({ name: `the last ${rows.toLocaleString("en-US")} predictions` });
}

function addLogged(window: TripWindowBuilder, batch: readonly JoinedPrediction[]): void {
  const column = (name: string) => Float64Array.from(batch, ({ features }) => toNumber(features[name]));
  window.add({
    rows: batch.length,
    pickup: Float64Array.from(batch, ({ features }) => toMicroseconds(features.pickup_datetime)),
    pickupZone: Uint16Array.from(column("PULocationID")),
    dropoffZone: Uint16Array.from(column("DOLocationID")),
    distance: column("trip_distance"),
    duration: Float64Array.from(batch, ({ actual }) => actual ?? NaN),
  }, Float64Array.from(batch, ({ prediction }) => prediction));
}

function toNumber(value: number | string | null | undefined): number {
  return typeof value === "number" ? value : NaN;
}

/** New York's wall clock is logged as an ISO date-time without a zone. */
function toMicroseconds(value: number | string | null | undefined): number {
  return typeof value === "string" ? Date.parse(`${value}Z`) * 1000 : NaN;
}
