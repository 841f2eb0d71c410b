import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { ErrorInTime } from "./error_in_time.ts";

const HOUR = 3600e6, DAY = 24 * HOUR, JANUARY = Date.parse("2024-01-01T00:00:00Z") * 1000;

Deno.test("ErrorInTime has mean, size and spread of the errors of each hour", () => {
  const found = inTime([JANUARY, JANUARY + HOUR - 1, JANUARY + HOUR, NaN, JANUARY], [1, -3, 5, 9, NaN]);
  assert.deepEqual(found, [
    { from: "2024-01-01T00:00:00", rows: 2, me: -1, mae: 2, std: Math.sqrt(8) },
    { from: "2024-01-01T01:00:00", rows: 1, me: 5, mae: 5, std: NaN },
  ]);
});

Deno.test("ErrorInTime takes hours, days, weeks, months or longer, so that there are at most 120", () => {
  const spans = [
    [5, "2024-01-01T01:00:00"],
    [100, "2024-01-02T00:00:00"],
    [500, "2024-01-08T00:00:00"],
    [
      1500,
      "2024-02-01T00:00:00",
    ],
    [9000, "2024-04-01T00:00:00"],
    [20_000, "2025-01-01T00:00:00"],
  ] as const;
  for (const [days, second] of spans) {
    const times = Array.from({ length: 24 * days }, (_, hour) => JANUARY + hour * HOUR);
    const found = inTime(times, times.map(() => 1));
    assert.equal(found[1].from, second, `${days} days`);
    assert.ok(found.length <= 120, `${days} days: ${found.length} points`);
    assert.equal(found.reduce((rows, span) => rows + span.rows, 0), times.length);
  }
});

Deno.test("ErrorInTime keeps hours though a stray row is of another year", () => {
  const times = Array.from({ length: 1000 }, (_, i) => JANUARY + (i % 48) * HOUR);
  const found = inTime([...times, JANUARY - 5000 * DAY], [...times, 1].map(() => 1));
  assert.equal(found.length, 49);
  assert.equal(found[0].rows, 1);
});

Deno.test("ErrorInTime is bounded for times of all ages, and leaves out what no calendar has", () => {
  const times = Array.from({ length: 80_000 }, (_, i) => (i - 40_000) * 365 * DAY);
  const found = inTime([...times, Infinity, 1e30], [...times, 1, 1].map(() => 2));
  assert.ok(found.length <= 120, `${found.length} points`);
  assert.equal(found.reduce((rows, span) => rows + span.rows, 0), 80_000);
});

Deno.test("ErrorInTime does not depend on batches or on the order of the rows", () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: -50, max: 50 }));
  fc.assert(fc.property(fc.array(row, { minLength: 1 }), (rows) => {
    const times = rows.map(([hour]) => JANUARY + hour * HOUR), errors = rows.map(([, error]) => error);
    const whole = inTime(times, errors), parts = new ErrorInTime();
    for (let i = rows.length - 1; i >= 0; i--) {
      parts.add(Float64Array.of(times[i]), Float64Array.of(errors[i]));
    }
    const found = parts.finish();
    assert.deepEqual(
      found.map(({ from, rows }) => [from, rows]),
      whole.map(({ from, rows }) => [from, rows]),
    );
    found.forEach(({ me, mae, std }, i) => {
      assertClose(me, whole[i].me, "me", 1e-9, 1e-9);
      assertClose(mae, whole[i].mae, "mae", 1e-9, 1e-9);
      assertClose(std, whole[i].std, "std", 1e-6, 1e-6);
    });
  }));
});

function inTime(times: number[], errors: number[]) {
  const sums = new ErrorInTime();
  sums.add(Float64Array.from(times), Float64Array.from(errors));
  return sums.finish();
}
