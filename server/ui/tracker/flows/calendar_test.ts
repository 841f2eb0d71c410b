import assert from "node:assert/strict";
import { calendarWeeks, MANY, shownSchedule } from "./calendar.ts";

const NOW = Date.parse("2026-12-03T10:00:00Z"); // a Thursday

function kept(name: string, cron: string, given: { pausedAt?: number; pauseReason?: string } = {}) {
  return {
    name,
    definition: { flow: "monthly", cron, timeZone: "UTC", params: {}, catchUp: 0, jitter: 0, pauseAfter: 3 },
    handledUntil: NOW,
    countsFrom: 0,
    pausedAt: null,
    pauseReason: null,
    ...given,
  };
}

const turnsOf = (cron: string) =>
  calendarWeeks([shownSchedule(kept("it", cron), NOW)], NOW).flat()
    .flatMap(({ date, turns }) =>
      turns.map(({ first, count }) => [date, new Date(first).toISOString().slice(11, 16), count])
    );

Deno.test("shownSchedule knows the next time, and none of a schedule that is paused", () => {
  assert.equal(shownSchedule(kept("it", "0 6 5 * *"), NOW).next, Date.parse("2026-12-05T06:00:00Z"));
  const paused = shownSchedule(kept("it", "0 6 5 * *", { pausedAt: NOW, pauseReason: "3 failures" }), NOW);
  assert.deepEqual([paused.next, paused.paused], [null, "3 failures"]);
});

Deno.test("calendarWeeks are five weeks from the Monday of this one", () => {
  const weeks = calendarWeeks([], NOW);
  assert.deepEqual([weeks.length, weeks[0].length], [5, 7]);
  assert.deepEqual([weeks[0][0].date, weeks[4][6].date], ["2026-11-30", "2027-01-03"]);
  assert.deepEqual(weeks.flat().filter(({ today }) => today).map(({ date }) => date), ["2026-12-03"]);
  const sunday = Date.parse("2026-12-06T23:59:59Z"), monday = Date.parse("2026-12-07T00:00:00Z");
  assert.equal(calendarWeeks([], sunday)[0][0].date, "2026-11-30");
  assert.equal(calendarWeeks([], monday)[0][0].date, "2026-12-07");
});

Deno.test("calendarWeeks show what is planned from now on, and the first time of a day with many", () => {
  assert.deepEqual(turnsOf("0 6 5 * *"), [["2026-12-05", "06:00", 1]]);
  assert.deepEqual(turnsOf("0 9,11 3 * *"), [["2026-12-03", "11:00", 1], ["2027-01-03", "09:00", 2]]);
  const every = turnsOf("* * * * * *");
  assert.equal(every.length, 4 + 28); // today and what is left of the weeks
  assert.deepEqual(every[0], ["2026-12-03", "10:00", MANY]);
  assert.deepEqual(every[1], ["2026-12-04", "00:00", MANY]);
});

Deno.test("calendarWeeks leave out what is paused", () => {
  const paused = shownSchedule(kept("it", "0 6 * * *", { pausedAt: 1 }), NOW);
  assert.ok(calendarWeeks([paused], NOW).flat().every(({ turns }) => turns.length === 0));
});
