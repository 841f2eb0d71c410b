import { deepEqual, equal, ok } from "node:assert/strict";
import { categoricalDistribution } from "../pipeline/monitoring/categorical_distribution.ts";
import { levelShares, topLevels } from "./level_shares.ts";

const window = (counts: Record<string, number>) =>
  categoricalDistribution(
    Object.entries(counts).flatMap(([level, rows]) => new Array<string>(rows).fill(level)),
  );

Deno.test("levelShares has the categories of either window", () => {
  deepEqual(levelShares(window({ a: 3, b: 1 }), window({ b: 1, c: 1 })), [
    { level: "a", reference: 0.75, current: 0, referenceRows: 3, currentRows: 0 },
    { level: "b", reference: 0.25, current: 0.5, referenceRows: 1, currentRows: 1 },
    { level: "c", reference: 0, current: 0.5, referenceRows: 0, currentRows: 1 },
  ]);
});

Deno.test("topLevels sums up the rest of hundreds of zones without losing a row", () => {
  const zones = Object.fromEntries(Array.from({ length: 265 }, (_, i) => [`zone ${i}`, i + 1]));
  const { top, other } = topLevels(levelShares(window(zones), window({ "zone 0": 1 })), 12);
  equal(top.length, 12);
  equal(top[0].level, "zone 0"); // all of current
  equal(other?.level, "253 others");
  const all = [...top, other!].reduce((sum, level) => sum + level.referenceRows, 0);
  equal(all, 265 * 133);
});

Deno.test("topLevels names a single leftover and keeps hours and weekdays in their order", () => {
  const named = topLevels(levelShares(window({ a: 3, b: 2, c: 1 }), window({ a: 1 })), 2);
  deepEqual([named.top.length, named.other], [3, undefined]);
  const hours = topLevels(levelShares(window({ "10": 1, "09": 5 }), window({ "08": 1 })), 2);
  deepEqual(hours.top.map(({ level }) => level), ["08", "09", "10"]);
  ok(hours.other === undefined);
  const days = topLevels(levelShares(window({ Sun: 1, Mon: 1 }), window({ Fri: 2 })), 2);
  deepEqual(days.top.map(({ level }) => level), ["Mon", "Fri", "Sun"]);
});
