import assert from "node:assert/strict";
import { TRIP_SCHEMA } from "../server/trip_body.ts";
import { benchTrips } from "./trip_bodies.ts";

Deno.test("benchTrips gives as many valid trips as asked, the same for a seed, others for another", () => {
  const trips = benchTrips(3000, "a");
  assert.equal(trips.length, 3000);
  for (const trip of trips) assert.deepEqual(TRIP_SCHEMA.parse(trip), trip);
  assert.deepEqual(benchTrips(3000, "a"), trips);
  assert.notDeepEqual(benchTrips(3000, "b"), trips);
});

Deno.test("benchTrips varies what a trip tells", () => {
  const trips = benchTrips(3000, "a");
  assert.ok(new Set(trips.map((trip) => JSON.stringify(trip))).size > 2900);
  for (const name of ["trip_distance", "pickup_datetime"] as const) {
    const without = trips.filter((trip) => trip[name] === undefined).length;
    assert.ok(without > 50 && without < 1500, `${without} without ${name}`);
  }
  assert.ok(trips.some((trip) => trip.pickup_datetime?.endsWith("-05:00")));
});
