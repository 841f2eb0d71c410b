import assert from "node:assert/strict";
import fc from "fast-check";
import {
  assertSchedule,
  type FlowSchedule,
  nextPlanned,
  ON_TIME_MILLISECONDS,
  plannedTimes,
  startOf,
  turnsBetween,
} from "./flow_schedule.ts";

const SCHEDULE: FlowSchedule = {
  name: "often",
  flow: "monitor",
  params: {},
  cron: "*/5 * * * * *",
  timeZone: "UTC",
  overlap: "skip",
  missed: "latest-only",
  catchUp: 3_600_000,
  jitter: 0,
  pauseAfter: null,
};
const AT = (iso: string) => Date.parse(iso);
const iso = (time: number) => new Date(time).toISOString();
const runs = (schedule: FlowSchedule, after: number, now: number) =>
  turnsBetween(schedule, after, now).filter(({ missed }) => missed === undefined).map(({ plannedAt }) =>
    plannedAt
  );

Deno.test("turnsBetween after 40 s of downtime on a 5 s schedule: the latest, all, or what is on time", () => {
  const began = AT("2026-01-01T00:00:00Z"), now = began + 42_000;
  const all = [5, 10, 15, 20, 25, 30, 35, 40].map((seconds) => began + seconds * 1000);
  assert.deepEqual(turnsBetween(SCHEDULE, began, now).map(({ plannedAt }) => plannedAt), all);
  assert.deepEqual(runs(SCHEDULE, began, now), [began + 40_000]);
  assert.deepEqual(runs({ ...SCHEDULE, missed: "all" }, began, now), all);
  assert.deepEqual(runs({ ...SCHEDULE, missed: "none" }, began, now), [began + 40_000]);
  const later = { ...SCHEDULE, cron: "0 * * * * *" }; // each minute: nothing of it is on time 20 s later
  assert.deepEqual(runs({ ...later, missed: "none" }, began - 1, began + 20_000), []);
  assert.deepEqual(runs(later, began - 1, began + 20_000), [began]);
  assert.deepEqual(runs({ ...SCHEDULE, missed: "all", catchUp: 12_000 }, began, now), all.slice(-3));
});

Deno.test("turnsBetween: a clock that goes back plans nothing twice, one that jumps ahead not millions", () => {
  const noon = AT("2026-01-01T12:00:00Z");
  assert.deepEqual(turnsBetween(SCHEDULE, noon, noon - 3_600_000), []);
  const years = { ...SCHEDULE, missed: "all" as const, catchUp: Infinity };
  assert.equal(turnsBetween(years, noon, noon + 60 * 86_400_000).length, 1000);
});

Deno.test("a daily time that is left out or comes twice by daylight saving is planned once", () => {
  const daily = { ...SCHEDULE, cron: "30 2 * * *", timeZone: "America/New_York" };
  const spring = plannedTimes(daily, AT("2026-03-07T12:00:00Z"), AT("2026-03-10T12:00:00Z"));
  assert.deepEqual(spring.map(iso), [
    "2026-03-08T07:00:00.000Z", // 02:30 is left out there: 03:00 comes right after 01:59
    "2026-03-09T06:30:00.000Z",
    "2026-03-10T06:30:00.000Z",
  ]);
  const autumn = plannedTimes(
    { ...daily, cron: "30 1 * * *" },
    AT("2026-10-31T12:00:00Z"),
    AT("2026-11-03T12:00:00Z"),
  );
  assert.equal(autumn.length, 3);
  assert.deepEqual(autumn.map((time) => iso(time).slice(0, 10)), ["2026-11-01", "2026-11-02", "2026-11-03"]);
});

Deno.test("turnsBetween in any steps comes to the same turns, each once", () => {
  const began = AT("2026-01-01T00:00:00Z");
  fc.assert(fc.property(fc.array(fc.integer({ min: -20_000, max: 60_000 }), { maxLength: 20 }), (steps) => {
    let now = began, handled = began;
    const seen: number[] = [];
    for (const step of steps) {
      now += step;
      const turns = turnsBetween({ ...SCHEDULE, missed: "all" }, handled, now);
      seen.push(...turns.map(({ plannedAt }) => plannedAt));
      handled = Math.max(handled, now);
    }
    assert.deepEqual(seen, plannedTimes(SCHEDULE, began, handled));
  }));
});

Deno.test("startOf is the same each time, within the jitter", () => {
  const schedule = { ...SCHEDULE, jitter: 60_000 };
  const starts = Array.from({ length: 50 }, (_, i) => startOf(schedule, i * 1000) - i * 1000);
  assert.ok(starts.every((wait) => wait >= 0 && wait < 60_000));
  assert.ok(new Set(starts).size > 40);
  assert.equal(startOf(schedule, 7), startOf(schedule, 7));
  assert.equal(startOf(SCHEDULE, 7), 7);
});

Deno.test("assertSchedule refuses what cannot be read or never comes", () => {
  assert.throws(() => assertSchedule({ ...SCHEDULE, cron: "61 * * * *" }), {
    code: "usage",
    message: /"61 \* \* \* \*"/,
  });
  assert.throws(() => assertSchedule({ ...SCHEDULE, cron: "0 0 30 2 *" }), { message: /never comes/ });
  assert.throws(() => assertSchedule({ ...SCHEDULE, timeZone: "Mars/Base" }), { message: /"Mars\/Base"/ });
  assertSchedule(SCHEDULE);
  assert.equal(nextPlanned(SCHEDULE, ON_TIME_MILLISECONDS), 10_000);
});
