import assert from "node:assert/strict";
import fc from "fast-check";
import { bodyOfTrip, curlOf, newYorkMinute, NO_TRIP, queryOfTrip, tripOfQuery } from "./trip_state.js";

const TRIP = fc.record({
  from: fc.option(fc.integer({ min: 1, max: 265 })),
  to: fc.option(fc.integer({ min: 1, max: 265 })),
  miles: fc.option(fc.oneof(fc.constant(""), fc.double({ min: 0, max: 1e6, noNaN: true }).map(String))),
  at: fc.constantFrom("", "2025-03-01T08:30", "2025-12-31T23:59"),
}, { noNullPrototype: true });

Deno.test("a trip survives the address", () => {
  fc.assert(fc.property(TRIP, (trip) => assert.deepEqual(tripOfQuery(queryOfTrip(trip)), trip)));
  assert.equal(
    queryOfTrip({ from: 161, to: 236, miles: "2.5", at: "2025-03-01T08:30" }),
    "?from=161&to=236&miles=2.5&at=2025-03-01T08:30",
  );
  assert.equal(queryOfTrip(NO_TRIP), "");
});

Deno.test("tripOfQuery leaves out what makes no sense", () => {
  assert.deepEqual(tripOfQuery("?from=<script>&to=-3&miles=far&at=tomorrow"), NO_TRIP);
  fc.assert(fc.property(fc.string(), (text) => {
    const { from, to } = tripOfQuery(`?${text}`);
    assert.ok([from, to].every((id) => id === null || Number.isInteger(id)));
  }));
});

Deno.test("bodyOfTrip tells typical miles unless miles were typed or taken out", () => {
  const trip = { from: 1, to: 2, miles: null, at: "" };
  assert.deepEqual(bodyOfTrip(trip, 3.5), { PULocationID: 1, DOLocationID: 2, trip_distance: 3.5 });
  assert.deepEqual(bodyOfTrip(trip, null), { PULocationID: 1, DOLocationID: 2 });
  assert.deepEqual(bodyOfTrip({ ...trip, miles: "" }, 3.5), { PULocationID: 1, DOLocationID: 2 });
  assert.deepEqual(bodyOfTrip({ ...trip, miles: "0", at: "2025-03-01T08:30" }, 3.5), {
    PULocationID: 1,
    DOLocationID: 2,
    trip_distance: 0,
    pickup_datetime: "2025-03-01T08:30",
  });
});

Deno.test("curlOf names the token and does not show it", () => {
  const words = curlOf("http://taxi", { PULocationID: 1, DOLocationID: 2 }, true);
  assert.match(words, /^curl 'http:\/\/taxi\/predict\?explain=true' \\\n/);
  assert.match(words, /\$TAXI_TOKEN/);
  assert.doesNotMatch(curlOf("http://taxi", { PULocationID: 1, DOLocationID: 2 }, false), /TOKEN/);
});

Deno.test("newYorkMinute follows New York's clocks over the change of them", () => {
  assert.equal(newYorkMinute(new Date("2025-03-09T06:59:30Z")), "2025-03-09T01:59");
  assert.equal(newYorkMinute(new Date("2025-03-09T07:00:00Z")), "2025-03-09T03:00");
  assert.equal(newYorkMinute(new Date("2025-01-01T05:00:00Z")), "2025-01-01T00:00");
});
