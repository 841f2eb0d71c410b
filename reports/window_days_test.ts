import { equal } from "node:assert/strict";
import { windowDays } from "./window_days.ts";

const days = (from?: string, to?: string) => windowDays({ name: "", rows: 1, from, to });

Deno.test("windowDays counts days from the first to the last, both of them", () => {
  equal(days("2023-01-01T00:01:31", "2023-02-28T23:58:09"), 59);
  equal(days("2023-01-01T23:00:00", "2023-01-02T01:00:00"), 2);
  equal(days("2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"), 29);
});

Deno.test("windowDays knows none without times or under two days", () => {
  equal(days(), NaN);
  equal(days("2023-01-01T00:00:00", "2023-01-01T23:00:00"), NaN);
  equal(days("nonsense", "2023-01-02T00:00:00"), NaN);
});
