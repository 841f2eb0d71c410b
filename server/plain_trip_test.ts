import assert from "node:assert/strict";
import fc from "fast-check";
import { setPlainTrip } from "./plain_trip.ts";
import { TRIP_EXAMPLE, TRIP_SCHEMA } from "./trip_body.ts";
import { emptyTrips, tripRequests } from "./trip_requests.ts";

const digits = (length: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, "0")),
    fc.string({ minLength: length, maxLength: length }),
  );
const mark = (usual: string) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, fc.string({ maxLength: 1 }));
const anyOffset = fc.tuple(fc.constantFrom("+", "-"), digits(2), mark(":"), digits(2)).map((parts) =>
  parts.join("")
);
const anyTime = fc.tuple(
  ...[digits(4), mark("-"), digits(2), mark("-"), digits(2), mark("T")],
  ...[
    digits(2),
    mark(":"),
    digits(2),
    mark(":"),
    digits(2),
    fc.oneof(fc.constantFrom("", "", "Z", ".5", "-05:00", "+24:00", "-0500", " 05:00"), anyOffset),
  ],
).map((parts) => parts.join(""));
const validTime = fc.tuple(
  fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  }),
  fc.constantFrom("", "", "-05:00", "+00:00", "+13:45", "-23:59"),
).map(([date, offset]) => date.toISOString().slice(0, 19) + offset);
const nothing = fc.constantFrom(
  null,
  undefined,
  "",
  0,
  -0,
  -1,
  NaN,
  Infinity,
  1.5,
  265,
  266,
  true,
  "161",
  [],
  {},
);

const zone = fc.integer({ min: 1, max: 265 });
const anyBody = fc.oneof(
  nothing,
  fc.record({ PULocationID: zone, DOLocationID: zone, pickup_datetime: fc.oneof(validTime, anyTime) }),
  fc.record({
    PULocationID: fc.oneof(fc.integer({ min: -1, max: 270 }), nothing),
    DOLocationID: fc.oneof(fc.integer({ min: -1, max: 270 }), nothing),
    trip_distance: fc.oneof(fc.double({ min: -1, max: 2e6 }), nothing),
    pickup_datetime: fc.oneof(validTime, anyTime, nothing),
    other: nothing,
  }, { requiredKeys: [] }),
);

Deno.test("setPlainTrip lets nothing pass that the schema refuses, and writes what the schema's trip gives", () => {
  let plain = 0;
  fc.assert(
    fc.property(anyBody, (body) => {
      const trips = emptyTrips(1);
      if (!setPlainTrip(trips, 0, body)) return;
      plain++;
      const judged = TRIP_SCHEMA.safeParse(body);
      assert.ok(judged.success, judged.error?.message);
      assert.deepEqual(trips, tripRequests([judged.data]));
    }),
    { numRuns: 3000 },
  );
  assert.ok(plain > 300, `only ${plain} of 3000 were plain`);
});

for (
  const body of [
    TRIP_EXAMPLE,
    { PULocationID: 1, DOLocationID: 265 },
    { ...TRIP_EXAMPLE, trip_distance: null },
    { ...TRIP_EXAMPLE, pickup_datetime: "2024-02-29T23:59:59" },
    { ...TRIP_EXAMPLE, pickup_datetime: "2025-03-31T08:30:00-05:00" },
  ]
) {
  Deno.test(`setPlainTrip knows ${JSON.stringify(body)}`, () => {
    assert.equal(setPlainTrip(emptyTrips(1), 0, body), true);
  });
}

for (
  const time of ["2025-02-29T08:30:00", "0999-01-01T00:00:00", "2025-03-01T08:30", "2025-03-01T08:30:00Z"]
) {
  Deno.test(`setPlainTrip leaves ${time} to the schema`, () => {
    assert.equal(setPlainTrip(emptyTrips(1), 0, { ...TRIP_EXAMPLE, pickup_datetime: time }), false);
  });
}
