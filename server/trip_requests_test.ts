import assert from "node:assert/strict";
import fc from "fast-check";
import { TRIP_SCHEMA } from "./trip_body.ts";
import { tripRequests } from "./trip_requests.ts";

const ZONES = { PULocationID: 161, DOLocationID: 236 };
const pickupOf = (pickup_datetime: string) => tripRequests([{ ...ZONES, pickup_datetime }]).pickup[0];

Deno.test("tripRequests gives NaN for what is missing or null, and keeps zero miles", () => {
  const trips = tripRequests([ZONES, { ...ZONES, trip_distance: null, pickup_datetime: null }, {
    ...ZONES,
    trip_distance: 0,
  }]);
  assert.equal(trips.rows, 3);
  assert.deepEqual([...trips.distance], [NaN, NaN, 0]);
  assert.deepEqual([...trips.pickup], [NaN, NaN, NaN]);
  assert.deepEqual([...trips.pickupZone], [161, 161, 161]);
  assert.deepEqual([...trips.dropoffZone], [236, 236, 236]);
});

const TIMES: readonly [told: string, newYork: string][] = [
  ["2025-03-01T08:30:00", "2025-03-01T08:30:00"],
  ["2025-03-01T08:30", "2025-03-01T08:30:00"],
  ["2025-03-01T08:30:00.25", "2025-03-01T08:30:00.250"],
  ["2025-03-01T13:30:00Z", "2025-03-01T08:30:00"],
  ["2025-03-01T13:30Z", "2025-03-01T08:30:00"],
  ["2025-03-01T14:30:00+01:00", "2025-03-01T08:30:00"],
  ["2025-07-01T12:30:00Z", "2025-07-01T08:30:00"], // summer time
  ["2025-03-09T06:59:59Z", "2025-03-09T01:59:59"], // the clock is put forward one second later
  ["2025-03-09T07:00:00Z", "2025-03-09T03:00:00"],
  ["2025-11-02T05:30:00Z", "2025-11-02T01:30:00"], // this half hour comes twice
  ["2025-11-02T06:30:00Z", "2025-11-02T01:30:00"],
];

for (const [told, newYork] of TIMES) {
  Deno.test(`tripRequests reads ${told} as ${newYork} on New York's wall clock`, () => {
    assert.equal(pickupOf(told), Date.parse(`${newYork}Z`) * 1000);
  });
}

Deno.test("tripRequests reads every time that the schema lets pass", () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
  const offset = fc.oneof(
    fc.constantFrom("", "Z", "z", "+00:00", "-23:59", "+1400"),
    digits(4).map((d) => `+${d.slice(0, 2)}:${d.slice(2)}`),
  );
  const fraction = fc.integer({ min: 0, max: 30 }).chain((length) =>
    length === 0 ? fc.constant("") : digits(length).map((d) => `.${d}`)
  );
  const time = fc.tuple(
    fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    }),
    fraction,
    offset,
  )
    .map(([date, fraction, offset]) => date.toISOString().slice(0, 19) + fraction + offset);
  fc.assert(
    fc.property(time, (pickup_datetime) => {
      const body = TRIP_SCHEMA.safeParse({ ...ZONES, pickup_datetime });
      if (body.success) assert.ok(Number.isFinite(tripRequests([body.data]).pickup[0]));
    }),
    { examples: [["2025-03-01T08:30:00.1234567890123Z"], ["0000-01-01T00:00:00+14:00"]] },
  );
});
