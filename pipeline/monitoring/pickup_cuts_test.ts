import assert from "node:assert/strict";
import { PICKUP_CUTS, pickupCodes } from "./pickup_cuts.ts";

Deno.test("pickupCodes gives hour and weekday of the wall clock, before 1970 too", () => {
  const times = ["2023-01-01T00:00:00Z", "2023-03-06T23:59:59Z", "1969-12-31T13:30:00Z"];
  const pickup = Float64Array.from([...times.map((time) => Date.parse(time) * 1000), NaN]);
  const codes = pickupCodes(pickup);
  const labels = PICKUP_CUTS.map((cut) => [...codes[cut.name]].map((code) => cut.label(code)));
  assert.deepEqual(labels, [["00", "23", "13", undefined], ["Sun", "Mon", "Wed", undefined]]);
});
