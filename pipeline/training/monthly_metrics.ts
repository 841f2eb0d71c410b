import type { MonthMetrics } from "../models/model_bundle.ts";
import { RegressionMetricsAccumulator } from "../models/regression_metrics.ts";
import { type Month, monthEnd, monthStart } from "../trips/month.ts";
import type { TripTable } from "../trips/trip_table.ts";

/** Adds up how well each month by itself is predicted, batch by batch in constant memory. */
export class MonthlyMetrics {
  readonly #months: readonly {
    readonly month: Month;
    readonly start: number;
    readonly end: number;
    readonly metrics: RegressionMetricsAccumulator;
  }[];

  /** Begins without trips. */
  constructor(months: readonly Month[]) {
    this.#months = months.map((month) => ({
      month,
      start: monthStart(month),
      end: monthEnd(month),
      metrics: new RegressionMetricsAccumulator(),
    }));
  }

  /**
   * Adds one batch; a trip belongs to the month of its pick-up.
   *
   * @param prediction minutes, one for each trip
   */
  add({ rows, pickup, duration }: TripTable, prediction: Float64Array): void {
    const target = new Float64Array(rows), predicted = new Float64Array(rows);
    for (const { start, end, metrics } of this.#months) {
      let own = 0;
      for (let row = 0; row < rows; row++) {
        if (pickup[row] < start || pickup[row] >= end) continue;
        target[own] = duration[row];
        predicted[own++] = prediction[row];
      }
      metrics.add(target.subarray(0, own), predicted.subarray(0, own));
    }
  }

  /** The months that have trips, in the order asked. */
  finish(): MonthMetrics[] {
    return this.#months.flatMap(({ month, metrics }) => {
      const { rows, mae, rmse, r2 } = metrics.metrics();
      return rows === 0 ? [] : [{ month, rows, mae, rmse, r2: Number.isFinite(r2) ? r2 : null }];
    });
  }
}
