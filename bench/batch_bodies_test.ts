import assert from "node:assert/strict";
import * as arrow from "apache-arrow";
import { arrowPredictions, batchBodies } from "./batch_bodies.ts";

Deno.test("batchBodies tells the same trips in both forms", () => {
  const bodies = batchBodies(120_500, "a");
  const lines = new TextDecoder().decode(bodies.ndjson).trimEnd().split("\n").map((line) => JSON.parse(line));
  const table = arrow.tableFromIPC(bodies.arrow);
  assert.deepEqual([lines.length, table.numRows], [120_500, 120_500]);
  assert.equal(table.batches.length, 3);
  for (const row of [0, 1, 2, 3, 49_999, 50_000, 120_499]) {
    const { PULocationID, DOLocationID, trip_distance, pickup_datetime } = table.get(row)!.toJSON();
    const time = pickup_datetime === null
      ? undefined
      : new Date(Number(pickup_datetime)).toISOString().slice(0, 19);
    assert.deepEqual(
      JSON.parse(JSON.stringify({
        PULocationID,
        DOLocationID,
        trip_distance: trip_distance ?? undefined,
        pickup_datetime: time,
      })),
      lines[row],
    );
  }
});

Deno.test("arrowPredictions counts finite minutes", () => {
  const table = (minutes: number[]) =>
    new arrow.Table({ predicted_duration: arrow.makeVector(Float64Array.from(minutes)) });
  assert.equal(arrowPredictions(arrow.tableToIPC(table([1, NaN, 3]), "stream")), 2);
  assert.equal(
    arrowPredictions(
      arrow.tableToIPC(new arrow.Table({ other: arrow.makeVector(Float64Array.of(1)) }), "stream"),
    ),
    0,
  );
});
