import assert from "node:assert/strict";
import fc from "fast-check";
import { largest, SegmentSums } from "./segment_sums.ts";

Deno.test("SegmentSums keeps the segments with the most rows, in natural order, and none of a code without a label", () => {
  const sums = new SegmentSums({ name: "pair", codes: 1000, label: (code) => `#${code}`, most: 2 });
  sums.add(Int32Array.of(999, 5, 5, 1000, -1, 7, 999), Float64Array.of(1, -2, 4, 9, 9, 3, NaN));
  sums.add(Int32Array.of(999), Float64Array.of(3));
  assert.deepEqual(sums.segments(), [
    { label: "#5", rows: 2, me: 1, mae: 3 },
    { label: "#999", rows: 2, me: 2, mae: 2 },
  ]);
});

Deno.test("largest is the head of a stable sort, put back in order", () => {
  fc.assert(fc.property(fc.array(fc.nat(9)), fc.integer({ min: 1, max: 20 }), (rows, most) => {
    const segments = rows.map((rows, at) => ({ rows, at }));
    const expected = segments.toSorted((a, b) => b.rows - a.rows).slice(0, most).sort((a, b) => a.at - b.at);
    assert.deepEqual(largest(segments, most, ({ rows }) => rows), expected);
  }));
});
