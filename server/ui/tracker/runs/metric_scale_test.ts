import assert from "node:assert/strict";
import { metricScale } from "./metric_scale.ts";

Deno.test("metricScale tells where values lie, and which is best where the name says which way", () => {
  const { best, share } = metricScale("valid.mae", [4, NaN, 2, Infinity, 3]);
  assert.equal(best, 2);
  assert.deepEqual([2, 3, 4, NaN, Infinity].map(share), [0, 0.5, 1, undefined, undefined]);
  assert.equal(metricScale("r2", [0.1, 0.9]).best, 0.9);
  assert.equal(metricScale("rows", [1, 2]).best, undefined);
});

Deno.test("metricScale has no best and no shares where all values are the same, or none is a number", () => {
  for (const values of [[], [1], [1, 1], [NaN], [Infinity, -Infinity]]) {
    const { best, share } = metricScale("mae", values);
    assert.deepEqual([best, share(1)], [undefined, undefined], String(values));
  }
  assert.equal(metricScale("mae", [-Number.MAX_VALUE, Number.MAX_VALUE]).share(0), 0.5);
});
