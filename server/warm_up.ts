import { TaxiError } from "../lib/errors.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import type { TripRequests } from "../pipeline/features/feature_spec.ts";

const MORNING = Date.UTC(2025, 2, 3, 8, 30) * 1000;

/** Told and untold, near and far, of zones that models know and of one that hardly any does. */
const TRIPS: TripRequests = {
  rows: 4,
  pickup: Float64Array.of(MORNING, NaN, NaN, MORNING),
  pickupZone: Uint16Array.of(161, 74, 132, 265),
  dropoffZone: Uint16Array.of(236, 75, 230, 1),
  distance: Float64Array.of(2.5, NaN, 0, 20),
};

/**
 * Predicts and explains a few trips, so that what a model lacks is found, and what it makes at its first use is made, before it answers.
 *
 * @throws TaxiError `model_fault` when a prediction is no number of minutes; whatever the model throws
 */
export function warmUp(predictor: Predictor): void {
  const minutes = predictor.predict(TRIPS);
  for (let row = 0; row < TRIPS.rows; row++) {
    if (Number.isFinite(minutes[row])) {
      tellMore(predictor, row, minutes[row]);
      continue;
    }
    throw new TaxiError(
      `it predicts ${minutes[row]} for a trip from zone ${TRIPS.pickupZone[row]} to zone ${
        TRIPS.dropoffZone[row]
      }, expected a number of minutes`,
      { code: "model_fault" },
    );
  }
}

/** Asks what is asked less often, and is slow at its first time too. */
function tellMore(predictor: Predictor, row: number, minutes: number): void {
  predictor.unseen(TRIPS, row);
  predictor.explain(TRIPS, row);
  predictor.interval(minutes, TRIPS, row);
  predictor.pair(TRIPS.pickupZone[row], TRIPS.dropoffZone[row]);
}
