import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  formatBytes,
  formatChange,
  formatCount,
  formatCounted,
  formatDateTime,
  formatElapsed,
  formatNumber,
  formatPercent,
  formatPValue,
  formatQuantity,
} from "./format.ts";

Deno.test("formatNumber gives three significant digits with thousands separated", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [0.21234, "0.212"],
    [3.5962, "3.6"],
    [9.996, "10"],
    [-12.345, "−12.3"],
    [1234.5, "1,230"],
    [360_000, "360,000"],
    [0.000012345, "1.23e−5"],
    [NaN, "–"],
    [-Infinity, "−∞"],
  ];
  for (const [value, text] of cases) equal(formatNumber(value), text);
});

Deno.test("formatNumber stays within half a unit of its last digit", () => {
  fc.assert(fc.property(fc.double({ min: 1e-3, max: 1e11, noNaN: true }), (value) => {
    const shown = Number(formatNumber(value).replaceAll(",", ""));
    ok(Math.abs(shown - value) <= 0.00501 * value, `${value} was shown as ${shown}`);
  }));
});

Deno.test("formatCount keeps every digit", () => equal(formatCount(131_652), "131,652"));

Deno.test("formatCounted says one thing in the singular", () => {
  equal(formatCounted(1, "row"), "1 row");
  equal(formatCounted(1000, "category", "categories"), "1,000 categories");
});

Deno.test("formatQuantity joins number and unit", () => {
  equal(formatQuantity(3.5962, "min"), "3.6\u202fmin");
  equal(formatQuantity(2, ""), "2");
  equal(formatQuantity(NaN, "min"), "–");
});

Deno.test("formatChange always says the direction, and none where nothing changed", () => {
  equal(formatChange(0.4, "miles"), "+0.4\u202fmiles");
  equal(formatChange(-12, "%"), "−12%");
  equal(formatChange(0, "min"), "0\u202fmin");
});

Deno.test("formatPercent keeps small shares apart from zero", () => {
  equal(formatPercent(0.1239), "12.4%");
  equal(formatPercent(0), "0%");
  equal(formatPercent(0.000002), "<0.001%");
});

Deno.test("formatPValue stops where more digits say nothing", () => {
  equal(formatPValue(0), "<0.0001");
  equal(formatPValue(0.0312), "0.0312");
});

Deno.test("formatBytes uses decimal units", () => {
  equal(formatBytes(412), "412 B");
  equal(formatBytes(1_210_000), "1.21 MB");
});

Deno.test("formatElapsed grows its units without a 60", () => {
  equal(formatElapsed(85), "85 ms");
  equal(formatElapsed(999.7), "1 s");
  equal(formatElapsed(2310), "2.31 s");
  equal(formatElapsed(59_999), "1 min 0 s");
  equal(formatElapsed(250_000), "4 min 10 s");
  equal(formatElapsed(11_100_000), "3 h 5 min");
});

Deno.test("formatDateTime keeps the wall-clock time and says a zone only where there is one", () => {
  equal(formatDateTime("2023-01-31T23:58:12"), "2023-01-31 23:58");
  equal(formatDateTime("2023-01-31T23:58:12.000Z"), "2023-01-31 23:58 UTC");
  equal(formatDateTime("2023-01-31T23:58-05:00"), "2023-01-31 23:58 −05:00");
  equal(formatDateTime("soon"), "soon");
});
