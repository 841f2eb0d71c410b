import assert from "node:assert/strict";
import fc from "fast-check";
import { rowsOf, sampleBatch, type SampleTrip, wallClock } from "../../tests/sample_trips.ts";
import { cleanTrips, selectTrips } from "./clean_trips.ts";
import { cleaningRules, DEFAULT_MAX_DISTANCE, recordRules } from "./cleaning_rules.ts";
import { parseMonths } from "./month.ts";
import { MICROSECONDS_PER_MINUTE } from "./trip_table.ts";

const RULES = cleaningRules(parseMonths("2023-01..2023-02"), DEFAULT_MAX_DISTANCE);

/** The name of the rule that rejects the trip, undefined when it stays. */
function rejects(trip: SampleTrip, rules = RULES): string | undefined {
  const { rejected, rejectedBy } = cleanTrips(sampleBatch([trip]), rules);
  return rejected.rows === 1 ? rules[rejectedBy[0]].name : undefined;
}

const MICROSECOND = 1 / MICROSECONDS_PER_MINUTE;

const EDGES: [string, SampleTrip, string | undefined][] = [
  ["no time at all", { minutes: 0 }, "duration"],
  ["one microsecond", { minutes: MICROSECOND }, undefined],
  ["drop-off before pick-up", { minutes: -1 }, "duration"],
  ["exactly an hour", { minutes: 60 }, undefined],
  ["a microsecond over an hour", { minutes: 60 + MICROSECOND }, "duration"],
  ["missing drop-off", { minutes: NaN }, "duration"],
  ["missing pick-up", { pickup: NaN }, "duration"],
  ["first microsecond of the months", { pickup: "2023-01-01T00:00:00" }, undefined],
  ["a microsecond before the months", { pickup: wallClock("2023-01-01T00:00:00") - 1 }, "month"],
  ["last microsecond of the months", { pickup: wallClock("2023-03-01T00:00:00") - 1 }, undefined],
  ["first microsecond after the months", { pickup: "2023-03-01T00:00:00" }, "month"],
  ["drop-off in the next month", { pickup: "2023-02-28T23:59:00", minutes: 30 }, undefined],
  ["zero miles", { miles: 0 }, undefined],
  ["exactly 100 miles", { miles: 100 }, undefined],
  ["just over 100 miles", { miles: 100.01 }, "distance"],
  ["negative miles", { miles: -0.01 }, "distance"],
  ["missing miles", { miles: NaN }, "distance"],
  ["infinite miles", { miles: Infinity }, "distance"],
  ["missing zones and passengers", { from: 0, to: 0, passengers: NaN }, undefined],
];

for (const [name, trip, rule] of EDGES) {
  Deno.test(`cleanTrips ${rule ? `rejects by ${rule}` : "keeps"}: ${name}`, () => {
    assert.equal(rejects(trip), rule);
  });
}

Deno.test("cleanTrips counts a trip under the first rule that rejects it", () => {
  assert.equal(rejects({ minutes: 0, pickup: "2008-12-31T23:00:00", miles: 360_068 }), "duration");
  assert.equal(rejects({ pickup: "2008-12-31T23:00:00", miles: 360_068 }), "month");
});

Deno.test("cleaningRules takes only the asked months, not those between", () => {
  const rules = cleaningRules(parseMonths("2023-01,2023-03"));
  assert.equal(rejects({ pickup: "2023-02-15T00:00:00" }, rules), "month");
  assert.equal(rejects({ pickup: "2023-03-15T00:00:00" }, rules), undefined);
});

Deno.test("cleaningRules without a greatest distance has no rule on it", () => {
  const rules = cleaningRules(parseMonths("2023-01"));
  assert.deepEqual(rules.map(({ name }) => name), ["duration", "month"]);
  for (const miles of [NaN, -1, 360_068]) assert.equal(rejects({ miles }, rules), undefined);
});

Deno.test("recordRules says nothing of the time", () => {
  const rules = recordRules(DEFAULT_MAX_DISTANCE);
  assert.equal(rejects({ pickup: "2041-08-17T16:24:00" }, rules), undefined);
  assert.equal(rejects({ minutes: 61 }, rules), "duration");
});

Deno.test("cleaningRules say what they keep", () => {
  assert.deepEqual(RULES.map(({ keeps }) => keeps), [
    "0 < duration <= 60 minutes",
    "pick-up in 2023-01..2023-02",
    "0 <= trip_distance <= 100 miles",
  ]);
});

Deno.test("cleanTrips puts every row, unchanged and in order, on one side, and the kept have a duration", () => {
  const trip = fc.record({
    pickup: fc.integer({
      min: wallClock("2022-12-25T00:00:00") / 1e6,
      max: wallClock("2023-03-08T00:00:00") / 1e6,
    })
      .map((seconds) => seconds * 1e6),
    minutes: fc.oneof(fc.integer({ min: -10, max: 70 }), fc.constant(NaN)),
    miles: fc.oneof(fc.double({ min: -10, max: 200 }), fc.constant(NaN)),
    passengers: fc.constantFrom(1, 2, NaN),
  });
  fc.assert(fc.property(fc.array(trip, { maxLength: 60 }), (trips) => {
    const batch = sampleBatch(trips);
    const { kept, rejected, rejectedBy } = cleanTrips(batch, RULES);
    assert.equal(kept.rows + rejected.rows, batch.rows);
    assert.equal(rejectedBy.length, rejected.rows);
    const all = Array.from({ length: batch.rows }, (_, row) => row);
    const stays = (row: number) => RULES.every((rule) => rule.accepts(batch, row));
    const [keep, drop] = [all.filter(stays), all.filter((row) => !stays(row))];
    assert.deepEqual(rowsOf(kept), rowsOf(selectTrips(batch, Uint32Array.from(keep))));
    assert.deepEqual(rowsOf(rejected), rowsOf(selectTrips(batch, Uint32Array.from(drop))));
    assert.deepEqual([...kept.duration], keep.map((row) => trips[row].minutes));
  }));
});
