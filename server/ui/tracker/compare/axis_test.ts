import assert from "node:assert/strict";
import fc from "fast-check";
import { axisOf } from "./axis.ts";
import { dimensions } from "./dimensions.ts";

const runs = (...values: { params?: Record<string, string>; metrics?: Record<string, number> }[]) =>
  values.map(({ params = {}, metrics = {} }) => ({
    params: new Map(Object.entries(params)),
    metrics: new Map(Object.entries(metrics)),
  }));

Deno.test("dimensions takes params for numbers where all that are there are", () => {
  const found = dimensions(runs(
    { params: { a: "1", b: "1", c: " 1", d: "0x10", e: "1e-3" }, metrics: { a: NaN } },
    { params: { b: "auto", e: "-.5" } },
  ));
  assert.deepEqual(found.map(({ name, values }) => [name, values]), [
    ["params.a", [1, undefined]],
    ["params.b", undefined],
    ["params.c", undefined],
    ["params.d", undefined],
    ["params.e", [0.001, -0.5]],
    ["metrics.a", [NaN, undefined]],
  ]);
  assert.deepEqual(found.map(({ distinct }) => distinct), [1, 2, 1, 1, 2, 1]);
});

Deno.test("axisOf goes by factors where values are far apart and above 0", () => {
  const axis = (...values: number[]) =>
    axisOf(dimensions(runs(...values.map((m) => ({ metrics: { m } }))))[0], values.length, 5);
  assert.equal(axis(1e-5, 1e-1).log, true);
  assert.equal(axis(0, 1e6).log, false);
  assert.equal(axis(1, 10).log, false);
  const { places, ticks } = axis(1, 1000);
  assert.deepEqual(places, [0, 1]);
  assert.deepEqual(ticks.map(({ text }) => text), ["1", "10", "100", "1,000"]);
  const nowhere = axis(NaN, Infinity);
  assert.deepEqual([nowhere.ticks, nowhere.places], [[], [undefined, undefined]]);
  for (const place of axis(5, 5).places) assert.ok(Math.abs(place! - 0.5) < 1e-9);
});

Deno.test("axisOf keeps every value between the ends, in order", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), (values) => {
    const { places } = axisOf(
      dimensions(runs(...values.map((m) => ({ metrics: { m } }))))[0],
      values.length,
      5,
    );
    for (const [i, place] of places.entries()) {
      assert.ok(place! >= -1e-9 && place! <= 1 + 1e-9, `${place}`);
      if (i > 0 && values[i] > values[i - 1]) assert.ok(place! >= places[i - 1]! - 1e-9);
    }
  }));
});

Deno.test("axisOf gives words equal ways, and leaves words out when there are too many", () => {
  const [axis] = dimensions(runs({ params: { m: "b" } }, { params: { m: "a" } }, {})).map((found) =>
    axisOf(found, 3, 5)
  );
  assert.deepEqual(axis.places, [0.75, 0.25, undefined]);
  assert.deepEqual(axis.ticks, [{ place: 0.25, text: "a" }, { place: 0.75, text: "b" }]);
  const many = dimensions(runs(...Array.from({ length: 100 }, (_, i) => ({ params: { m: `w${i}` } }))));
  assert.ok(axisOf(many[0], 100, 5).ticks.length <= 24);
});
