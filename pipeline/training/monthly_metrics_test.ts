import assert from "node:assert/strict";
import { sampleTable } from "../../tests/sample_trips.ts";
import { parseMonths } from "../trips/month.ts";
import { MonthlyMetrics } from "./monthly_metrics.ts";

Deno.test("MonthlyMetrics tells each month of the batches by itself, and none without trips", () => {
  const metrics = new MonthlyMetrics(parseMonths("2023-02..2023-05"));
  const add = (trips: readonly [pickup: string, minutes: number, predicted: number][]) =>
    metrics.add(
      sampleTable(trips.map(([pickup, minutes]) => ({ pickup, minutes }))),
      Float64Array.from(trips, ([, , predicted]) => predicted),
    );
  add([["2023-02-28T23:59:59", 10, 13], ["2023-03-01T00:00:00", 20, 18], ["2023-02-01T00:00:00", 6, 5]]);
  add([["2023-03-31T23:59:59", 8, 8], ["2023-01-31T23:59:59", 30, 0], ["2023-05-09T12:00:00", 7, 8]]);
  assert.deepEqual(metrics.finish(), [
    { month: "2023-02", rows: 2, mae: 2, rmse: Math.sqrt(5), r2: 1 - 10 / 8 },
    { month: "2023-03", rows: 2, mae: 1, rmse: Math.sqrt(2), r2: 1 - 4 / 72 },
    { month: "2023-05", rows: 1, mae: 1, rmse: 1, r2: null },
  ]);
});
