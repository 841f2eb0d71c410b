import { resolveModel } from "../commands/resolve_model.ts";
import { findHome } from "../commands/home.ts";
import { createPredictor } from "../pipeline/models/predictor.ts";
import { parseMonth } from "../pipeline/trips/month.ts";
import { TripStore } from "../pipeline/trips/trip_store.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";

/** What to log, as if it had been served. */
export interface Served {
  /** The model as `--model` names it. */
  readonly model: string;
  /** The stored month whose first trips are asked for. */
  readonly month: string;
  readonly rows: number;
  /** All pickups in this zone instead of their own. */
  readonly pickupZone?: number;
  /** How many of them get their actual duration; none unless told. */
  readonly actuals?: number;
}

/** Logs predictions of a stored month's trips in a home as `taxi serve` does, later ones after those before. */
export async function logServed(home: string, served: Served): Promise<void> {
  const { model: asked, month, rows, pickupZone, actuals = 0 } = served;
  const { loaded, name, version } = await resolveModel(findHome(home), asked);
  const store = new TripStore(findHome(home).trips);
  using log = openPredictionLog(home);
  const predictedAt = Date.parse("2024-06-01T00:00:00Z") + log.count();
  for await (const trips of store.read(await store.find("green", parseMonth(month)))) {
    const asked = pickupZone === undefined
      ? trips
      : { ...trips, pickupZone: trips.pickupZone.map(() => pickupZone) };
    const minutes = createPredictor(loaded, name, version).predict(asked);
    const requests = Array.from({ length: rows }, (_, row) => `${predictedAt}-${row}`);
    await Promise.all(requests.map((requestId, row) =>
      log.append({
        requestId,
        predictedAt: predictedAt + row,
        model: name,
        modelVersion: version,
        modelHash: loaded.hash,
        features: {
          PULocationID: asked.pickupZone[row],
          DOLocationID: asked.dropoffZone[row],
          trip_distance: asked.distance[row],
          pickup_datetime: new Date(asked.pickup[row] / 1000).toISOString().slice(0, 19),
        },
        prediction: minutes[row],
      })
    ));
    await log.recordActuals(
      requests.slice(0, actuals).map((requestId, row) => ({
        requestId,
        actual: trips.duration[row],
        observedAt: predictedAt + row,
      })),
    );
    return; // the first batch is enough
  }
}
