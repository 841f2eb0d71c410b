import assert from "node:assert/strict";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { binByDistinctValues, binPair, sturgesEdges } from "./bin_pair.ts";
import type { NumericDistribution } from "./distribution.ts";
import { numericDistribution } from "./numeric_distribution.ts";

Deno.test("binPair puts a value on an edge into the bin on its right, the greatest into the last", () => {
  const reference = numericDistribution(Array.from({ length: 32 }, (_, i) => i / 2)); // 0 to 15.5
  const current = numericDistribution([...new Array<number>(31).fill(0), 15.5]);
  const edges = sturgesEdges(reference.values, 64);
  const found = binPair(reference, current);
  assert.equal(edges.length, 8); // log2(64) + 1 bins
  assert.deepEqual([...found.current], [31, 0, 0, 0, 0, 0, 1]);
  for (let bin = 0; bin < 7; bin++) {
    const inside = reference.values.filter((v) => v >= edges[bin] && (v < edges[bin + 1] || bin === 6));
    assert.equal(found.reference[bin], inside.length);
  }
});

Deno.test("binPair compares up to 20 reference values one by one", () => {
  const found = binPair(numericDistribution([1, 1, 3]), numericDistribution([1, 2]));
  assert.deepEqual([...found.reference], [2, 0, 1]);
  assert.deepEqual([...found.current], [1, 1, 0]);
});

goldenTest("sturgesEdges agrees with NumPy", () => {
  type Case = { kind: string; a: number[]; n: number; sturges: number[] };
  for (
    const { kind, a, n, sturges } of readGolden<{ bin_edges: Case[] }>("stats/primitives.json").bin_edges
  ) {
    const found = sturgesEdges(numericDistribution(a).values, a.length);
    assert.equal(found.length, sturges.length, `${kind}, ${n} rows`);
    found.forEach((edge, i) => assertClose(edge, sturges[i], `${kind}, ${n} rows, edge ${i}`));
  }
});

goldenTest("binPair agrees with the bins behind Evidently's Jensen-Shannon distance", () => {
  type Case = { ref_percents?: number[]; cur_percents?: number[] };
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  const { cases } = readGolden<{ cases: Record<string, Case> }>("stats/jensenshannon.num.json");
  for (const [name, { ref_percents, cur_percents }] of Object.entries(cases)) {
    if (ref_percents === undefined || cur_percents === undefined) continue;
    const { reference, current } = inputs[name];
    const found = binPair(numericDistribution(reference), numericDistribution(current));
    ref_percents.forEach((share, i) =>
      assertClose(found.reference[i] / reference.length, share, `${name} ${i}`)
    );
    cur_percents.forEach((share, i) => assertClose(found.current[i] / current.length, share, `${name} ${i}`));
  }
});

Deno.test("binByDistinctValues in parity widens the bins of whole numbers, unless the file stores floats or gaps", () => {
  const whole = numericDistribution([1, 2, 3, 3]);
  const bins = (reference: NumericDistribution, parity?: "evidently") =>
    binByDistinctValues(reference, whole, parity).edges.length - 1;
  assert.equal(bins(whole, "evidently"), 2);
  assert.equal(bins({ ...whole, floats: true }, "evidently"), 3);
  assert.equal(bins({ ...whole, missing: 1 }, "evidently"), 3);
  assert.equal(bins({ ...whole, floats: true, missing: 1 }), 2);
});
