import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { numericDistribution } from "../pipeline/monitoring/numeric_distribution.ts";
import { axisTick, cumulativeShares, histogramPair } from "./histogram.ts";

Deno.test("histogramPair counts every row once: inside the bins or outside", () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(values, values, (reference, current) => {
    const pair = histogramPair(numericDistribution(reference), numericDistribution(current), 20);
    for (const window of ["reference", "current"] as const) {
      const inside = pair[window].reduce((sum, share) => sum + share, 0);
      ok(Math.abs(inside + pair.outside[window] - 1) < 1e-9);
    }
    ok(pair.edges.every((edge, i) => i === 0 || edge > pair.edges[i - 1]), `edges ${pair.edges}`);
    equal(pair.edges.length, pair.current.length + 1);
  }));
});

Deno.test("histogramPair gives whole numbers a bin each", () => {
  const pair = histogramPair(numericDistribution([1, 1, 2, 6]), numericDistribution([1, 5, 6, 6]), 40);
  deepEqual(pair.edges, [1, 2, 3, 4, 5, 6, 7]);
  deepEqual(pair.reference, [0.5, 0.25, 0, 0, 0, 0.25]);
  deepEqual(pair.current, [0.25, 0, 0, 0, 0.25, 0.5]);
});

Deno.test("histogramPair leaves out an odometer error and says so", () => {
  const miles = Array.from({ length: 999 }, (_, i) => i / 100);
  const pair = histogramPair(numericDistribution([...miles, 360_000]), numericDistribution(miles), 40);
  equal(pair.edges.at(-1), 10);
  equal(pair.outside.reference, 0.001);
  equal(pair.outside.current, 0);
});

Deno.test("histogramPair draws a constant column and an empty window", () => {
  deepEqual(histogramPair(numericDistribution([3, 3]), numericDistribution([]), 40), {
    edges: [2.5, 3.5],
    tick: 0.5,
    reference: [1],
    current: [0],
    outside: { reference: 0, current: 0 },
  });
});

Deno.test("histogramPair has a label at both ends and at zero", () => {
  const errors = numericDistribution(Array.from({ length: 401 }, (_, i) => i / 10 - 24));
  const { edges, tick } = histogramPair(errors, errors, 64);
  for (const label of [edges[0], 0, edges.at(-1)!]) equal(Math.abs(label % tick), 0, `${label} of ${tick}`);
});

Deno.test("axisTick gives three to eight round labels", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (high) => {
      const labels = high / axisTick(0, high);
      ok(labels >= 3.9 && labels <= 10.1, `${labels} labels up to ${high}`);
    }),
  );
});

Deno.test("cumulativeShares counts rows under each edge", () => {
  deepEqual(cumulativeShares(numericDistribution([1, 2, 2, 4]), [1, 2, 3, 5]), [0, 0.25, 0.75, 1]);
});
