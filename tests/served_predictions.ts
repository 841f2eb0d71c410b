import { resolveModel } from "../commands/resolve_model.ts";
import { findHome } from "../commands/home.ts";
import { createPredictor } from "../pipeline/models/predictor.ts";
import { parseMonth } from "../pipeline/trips/month.ts";
import { TripStore } from "../pipeline/trips/trip_store.ts";
import { LOGGED_COLUMNS, loggedColumns } from "../server/logged_columns.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { idText, mintIds } from "../tracking/prediction_id.ts";
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
  /** When they are asked for, milliseconds since 1970; after those before unless told. */
  readonly at?: number;
}

/** Logs predictions of a stored month's trips in a home as `taxi serve` does, later ones after those before. */
export async function logServed(home: string, served: Served): Promise<void> {
  const { model: asked, month, rows, pickupZone, actuals = 0 } = served;
  const { loaded, name, version } = await resolveModel(findHome(home), asked);
  const predictor = createPredictor(loaded, name, version);
  const store = new TripStore(findHome(home).trips);
  using log = openPredictionLog(home);
  await using queue = openPredictionQueue(home, LOGGED_COLUMNS);
  const predictedAt = served.at ?? Date.parse("2024-06-01T00:00:00Z") + log.count();
  for await (const trips of store.read(await store.find("green", parseMonth(month)))) {
    const pickupZones = pickupZone === undefined ? trips.pickupZone : trips.pickupZone.map(() => pickupZone);
    const asked = { ...trips, pickupZone: pickupZones };
    const ids = mintIds(rows, predictedAt);
    const predictions = predictor.predict(asked);
    queue.offer({
      ...{ rows, ids, predictedAt, predictions, model: predictor, shadow: false },
      features: loggedColumns(asked),
    });
    await queue.recordActuals(
      Array.from({ length: actuals }, (_, row) => ({
        requestId: idText(ids, row),
        actual: trips.duration[row],
        observedAt: predictedAt + row,
      })),
    );
    return; // the first batch is enough
  }
}
