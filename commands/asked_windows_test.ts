import assert from "node:assert/strict";
import { type AskedWindow, askedWindows, spanName } from "./asked_windows.ts";

const HOUR = 3_600_000, DAY = 24 * HOUR, WEEK = 7 * DAY;
/** A Wednesday. */
const NOW = Date.parse("2026-02-04T14:25:10Z");
const times = (windows: readonly AskedWindow[]) =>
  windows.map(({ since, until }) => [since, until].map((time) => new Date(time!).toISOString().slice(0, 16)));

Deno.test("askedWindows is the newest predictions unless told", () => {
  const [{ last, since, until, name }] = askedWindows({}, NOW);
  assert.deepEqual([last, since, until, name(1234)], [
    10_000,
    undefined,
    undefined,
    "the last 1,234 predictions",
  ]);
  assert.equal(askedWindows({ last: 5 }, NOW)[0].last, 5);
});

Deno.test("askedWindows lies on a grid, and the newest window is the last one that is over", () => {
  assert.deepEqual(times(askedWindows({ window: HOUR }, NOW)), [["2026-02-04T13:00", "2026-02-04T14:00"]]);
  assert.deepEqual(times(askedWindows({ window: DAY, windows: 2 }, NOW)), [
    ["2026-02-02T00:00", "2026-02-03T00:00"],
    ["2026-02-03T00:00", "2026-02-04T00:00"],
  ]);
  const [week] = times(askedWindows({ window: WEEK }, NOW));
  assert.deepEqual(week, ["2026-01-26T00:00", "2026-02-02T00:00"]);
  assert.equal(new Date(week[0]).getUTCDay(), 1);
  const atTheEnd = askedWindows({ window: DAY }, Date.parse("2026-02-04T00:00Z"));
  assert.deepEqual(times(atTheEnd), [["2026-02-03T00:00", "2026-02-04T00:00"]]);
});

Deno.test("askedWindows begins and ends where it is told", () => {
  const from = Date.parse("2026-02-01T06:00Z"), to = Date.parse("2026-02-02T12:00Z");
  assert.deepEqual(times(askedWindows({ from, to }, NOW)), [["2026-02-01T06:00", "2026-02-02T12:00"]]);
  assert.equal(askedWindows({ from }, NOW)[0].until, NOW);
  assert.deepEqual(times(askedWindows({ from, to, window: 12 * HOUR }, NOW)), [
    ["2026-02-01T12:00", "2026-02-02T00:00"], // whole windows, back from the end
    ["2026-02-02T00:00", "2026-02-02T12:00"],
  ]);
});

Deno.test("askedWindows refuses what contradicts itself", () => {
  const from = NOW - DAY;
  for (
    const options of [
      { last: 5, window: HOUR },
      { last: 5, from },
      { last: 5, windows: 2 },
      { windows: 2 },
      { to: NOW },
      { from: NOW + 1 },
      { from, to: from },
      { from, window: WEEK },
      { from, window: HOUR, windows: 2 },
      { window: 60_000, windows: 1001 },
    ]
  ) {
    assert.throws(() => askedWindows(options, NOW), {
      exit: 2,
      message: /^Cannot choose windows: found .*, expected /,
    });
  }
});

Deno.test("spanName is as short as it can be", () => {
  const at = (text: string) => Date.parse(`${text}Z`);
  assert.equal(spanName(at("2026-02-01T00:00"), at("2026-02-02T00:00")), "2026-02-01 UTC");
  assert.equal(spanName(at("2026-02-01T06:00"), at("2026-02-01T12:00")), "2026-02-01 06:00 to 12:00 UTC");
  assert.equal(
    spanName(at("2026-02-01T06:00"), at("2026-02-02T06:00")),
    "2026-02-01 06:00 to 2026-02-02 06:00 UTC",
  );
});
