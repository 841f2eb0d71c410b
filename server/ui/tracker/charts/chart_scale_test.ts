import assert from "node:assert/strict";
import fc from "fast-check";
import { chartScale, tightScale } from "./chart_scale.ts";

const FINITE = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 5e-324, -5e-324, 1.7e308, -1.7e308),
);

Deno.test("a linear axis has round ends and ticks", () => {
  const { place, ticks } = chartScale("linear", 0.12, 0.88, 4);
  assert.deepEqual(ticks, [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual([place(0), place(0.5), place(1)], [0, 0.5, 1]);
});

Deno.test("a log axis has powers of ten as ticks, and no place for what is not above 0", () => {
  const { place, ticks } = chartScale("log", 0.001, 100, 3);
  assert.deepEqual(ticks, [0.01, 1, 100]);
  assert.ok(Math.abs(place(0.001)) < 1e-12 && Math.abs(place(100) - 1) < 1e-12);
  assert.ok(Number.isNaN(place(0)) && Number.isNaN(place(-1)));
  assert.deepEqual(chartScale("log", 2, 4, 4).ticks, [2, 2.5, 3, 3.5, 4]);
});

Deno.test("an axis of one value has it in the middle", () => {
  for (const value of [0, 5, -3, 1e300]) {
    assert.ok(Math.abs(chartScale("linear", value, value, 4).place(value) - 0.5) < 0.3, String(value));
    assert.equal(tightScale(value, value, 4).place(value), 0.5);
  }
  assert.equal(chartScale("log", 7, 7, 4).place(7), 0.5);
});

Deno.test("every value between the ends of an axis has a place on it, and ticks are few", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("linear", "log", "tight"),
      fc.array(FINITE, { minLength: 1 }),
      (kind, some) => {
        const values = kind === "log" ? some.map((value) => Math.abs(value) || 1) : some;
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const { place, ticks } = kind === "tight" ? tightScale(low, high, 4) : chartScale(kind, low, high, 4);
        assert.ok(ticks.length <= 20 && ticks.every(Number.isFinite), `${low} ${high} ${ticks}`);
        for (const value of values) {
          const at = place(value);
          assert.ok(at >= -1e-6 && at <= 1 + 1e-6, `${value} of ${low}..${high} is at ${at}`);
        }
      },
    ),
  );
});
