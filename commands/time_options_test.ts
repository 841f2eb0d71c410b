import assert from "node:assert/strict";
import { parseSpan, parseTime } from "./time_options.ts";

Deno.test("parseSpan reads minutes, hours, days and weeks as milliseconds", () => {
  assert.equal(parseSpan("30m"), 1_800_000);
  assert.equal(parseSpan("1.5h"), 5_400_000);
  assert.equal(parseSpan("90d"), 7_776_000_000);
  assert.equal(parseSpan("2 W"), 1_209_600_000);
  for (const text of ["", "90", "d", "-1d", "0d", "1y", "1e3d", "1d2h"]) {
    assert.throws(() => parseSpan(text), {
      message: `Cannot read "${text}": expected a time such as 30m, 12h, 90d or 2w`,
    });
  }
});

Deno.test("parseTime reads days and minutes of UTC, and refuses what is neither", () => {
  assert.equal(parseTime("2026-01-31"), Date.UTC(2026, 0, 31));
  assert.equal(parseTime("2026-01-31T08:30"), Date.UTC(2026, 0, 31, 8, 30));
  assert.equal(parseTime("2026-01-31T08:30:15.5Z"), Date.UTC(2026, 0, 31, 8, 30, 15, 500));
  for (const text of ["", "yesterday", "2026-13-01", "2026-01-31T08:30+01:00", "1769846400"]) {
    assert.throws(() => parseTime(text), { message: /expected a time in UTC such as/ }, text);
  }
});
