import assert from "node:assert/strict";
import { DayCounter, dayName, weekdayOf } from "./day_counts.ts";

const at = (iso: string) => Date.parse(`${iso}Z`) * 1000;

Deno.test("DayCounter counts rows by day and tells times that no data can have", () => {
  const counter = new DayCounter();
  counter.add(
    Float64Array.of(at("2024-02-29T00:00:00"), at("2024-02-29T23:59:59"), at("2024-03-01T00:00:00")),
  );
  counter.add(
    Float64Array.of(NaN, at("1969-12-31T00:00:00"), at("2500-01-01T00:00:00"), 0),
    Uint8Array.of(1, 1, 1, 0),
  );
  const days = counter.finish()!;
  assert.deepEqual([...days.rows].map(([day, rows]) => [dayName(day), rows]), [["2024-02-29", 2], [
    "2024-03-01",
    1,
  ]]);
  assert.deepEqual([days.early, days.late], [1, 1]);
  assert.equal(new DayCounter().finish(), undefined);
});

Deno.test("weekdayOf is 0 for a Monday", () => {
  assert.equal(weekdayOf(Date.parse("2024-01-01Z") / 86_400_000), 0);
  assert.equal(weekdayOf(Date.parse("2024-01-07Z") / 86_400_000), 6);
});
