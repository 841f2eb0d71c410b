import assert from "node:assert/strict";
import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";
import { smooth } from "./smooth.ts";

const bucket = (mean: number | null, points = 1): CurveBucket => ({
  ...{ from: 0, to: 0, points, low: mean, high: mean, mean, nan: mean === null ? points : 0 },
  ...{ over: 0, under: 0 },
});

Deno.test("smooth leaves a level as it is from the first point on", () => {
  const found = smooth([3, 3, 3].map((value) => bucket(value)), 0.9);
  for (const value of found) assert.ok(Math.abs(value! - 3) < 1e-12);
});

Deno.test("smooth follows slowly, and passes over what is not finite", () => {
  const found = smooth([bucket(0), bucket(null), bucket(10)], 0.5);
  assert.deepEqual([found[0], found[1]], [0, null]);
  assert.ok(Math.abs(found[2]! - 20 / 3) < 1e-12);
});

Deno.test("smooth takes a bucket of two points as the points themselves", () => {
  const apart = smooth([bucket(1), bucket(4), bucket(4)], 0.8).at(-1)!;
  assert.ok(Math.abs(smooth([bucket(1), bucket(4, 2)], 0.8).at(-1)! - apart) < 1e-12);
});
