import assert from "node:assert/strict";
import { asksForLog, loggedDays } from "./logged_days.ts";

const utc = (day: string) => Date.parse(`${day}T00:00Z`);

function spanOf(asked: string): (number | undefined)[] {
  const { since, until } = loggedDays(asked);
  return [since, until];
}

Deno.test("loggedDays reads days and months, both ends included", () => {
  assert.ok(asksForLog("predictions") && asksForLog("predictions:2024-06") && !asksForLog("predictions.csv"));
  assert.deepEqual(spanOf("predictions"), [undefined, undefined]);
  assert.deepEqual(spanOf("predictions:2024-06-30"), [utc("2024-06-30"), utc("2024-07-01")]);
  assert.deepEqual(spanOf("predictions:2024-02"), [utc("2024-02-01"), utc("2024-03-01")]);
  assert.deepEqual(spanOf("predictions:2024-12..2025-01-02"), [utc("2024-12-01"), utc("2025-01-03")]);
  assert.deepEqual(spanOf("predictions:2024-06-01.."), [utc("2024-06-01"), undefined]);
  assert.deepEqual(spanOf("predictions:..2024-06-01"), [undefined, utc("2024-06-02")]);
  assert.equal(loggedDays("predictions:2024-06-01..").name(5), "predictions 2024-06-01..");
});

Deno.test("loggedDays refuses what is no span of days", () => {
  const wrong = [
    "",
    "..",
    "yesterday",
    "2024-13",
    "2024-06-02..2024-06-01",
    "2024-06-01..2024-06-02..",
    "2024-6-1",
  ];
  for (const span of wrong) {
    assert.throws(
      () => loggedDays(`predictions:${span}`),
      /^UsageError: Cannot read the days of "predictions:/,
    );
  }
});
