import assert from "node:assert/strict";
import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";
import { thinBuckets } from "./join_buckets.ts";

const at = (from: number, value: number | null, points = 1): CurveBucket => ({
  ...{ from, to: from, points, low: value, high: value, mean: value },
  ...{ nan: value === null ? points : 0, over: 0, under: 0 },
});

Deno.test("thinBuckets joins neighbours, each point counting once", () => {
  const found = thinBuckets([at(0, 1), at(1, 4, 2), at(2, null), at(3, 9), at(4, null)], 3);
  assert.deepEqual(
    found.map(({ from, to, points, low, high, mean, nan }) => [from, to, points, low, high, mean, nan]),
    [
      [0, 1, 3, 1, 4, 3, 0],
      [2, 3, 2, 9, 9, 9, 1],
      [4, 4, 1, null, null, null, 1],
    ],
  );
  assert.deepEqual(thinBuckets([], 3), []);
  assert.equal(thinBuckets([at(0, 1), at(1, 2)], 3).length, 2);
});
