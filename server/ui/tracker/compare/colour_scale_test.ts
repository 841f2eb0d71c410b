import assert from "node:assert/strict";
import { colourScale } from "./colour_scale.ts";
import type { Dimension } from "./dimensions.ts";

const scaleOf = (...values: (number | undefined)[]) =>
  colourScale(
    {
      name: "metrics.m",
      title: "m",
      kind: "metric",
      text: () => undefined,
      values,
      distinct: 0,
      present: 0,
    } satisfies Dimension,
  );

Deno.test("colourScale gives tones by rank, so that one value far off leaves the others apart", () => {
  assert.deepEqual(scaleOf(1, 2, 3, 4, 5, 1e9), {
    title: "m",
    tones: [0, 1, 2, 3, 4, 5],
    ends: ["1", "1,000,000,000"],
  });
  assert.deepEqual(scaleOf(7, undefined, NaN, 3, Infinity).tones, [5, undefined, undefined, 0, undefined]);
  assert.deepEqual([scaleOf(3, 3).tones, scaleOf(NaN).ends], [[5, 5], undefined]);
});
