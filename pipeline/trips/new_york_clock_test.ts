import assert from "node:assert/strict";
import fc from "fast-check";
import { newYorkClock } from "./new_york_clock.ts";

function byCalendar(milliseconds: number): number {
  const time = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO("America/New_York");
  return Date.parse(`${time.toPlainDateTime()}Z`) * 1000;
}

Deno.test("newYorkClock says what the calendar says, in any order of times", () => {
  const year1800 = Date.UTC(1800), year2200 = Date.UTC(2200);
  fc.assert(fc.property(fc.integer({ min: year1800, max: year2200 }), (milliseconds) => {
    assert.equal(newYorkClock(milliseconds * 1000), byCalendar(milliseconds));
  }));
});

Deno.test("newYorkClock changes at the very moment at which the clocks do", () => {
  for (const change of ["2024-03-10T07:00:00Z", "2024-11-03T06:00:00Z", "1883-11-18T17:00:00Z"]) {
    const at = Date.parse(change);
    for (const milliseconds of [at - 1, at, at + 1, at]) {
      assert.equal(newYorkClock(milliseconds * 1000), byCalendar(milliseconds), change);
    }
  }
  assert.equal(
    newYorkClock(Date.parse("2024-03-10T07:00:00Z") * 1000 + 250),
    Date.UTC(2024, 2, 10, 3) * 1000 + 250,
  );
});

Deno.test("newYorkClock knows no years beyond those of dates", () => {
  for (const instant of [NaN, Infinity, -Infinity, 8.65e18, -8.65e18]) {
    assert.equal(newYorkClock(instant), NaN);
  }
});
