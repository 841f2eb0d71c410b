import assert from "node:assert/strict";
import { categoricalDistribution, CategoricalDistributionBuilder } from "./categorical_distribution.ts";

Deno.test("categoricalDistribution counts labels, and null as missing", () => {
  const found = categoricalDistribution(["a", "b", null, "a", ""]);
  assert.deepEqual([...found.counts], [["a", 2], ["b", 1], ["", 1]]);
  assert.equal(found.rows, 4);
  assert.equal(found.missing, 1);
});

Deno.test("CategoricalDistributionBuilder names codes, grows to the highest and counts negative ones as missing", () => {
  const builder = new CategoricalDistributionBuilder((code) => `zone ${code}`);
  builder.addCodes(Int32Array.of(3, -1, 70_755, 3));
  builder.addCodes(Uint16Array.of(3, 0));
  builder.addLabels(["zone 0", null, "elsewhere"]);
  const found = builder.finish();
  assert.deepEqual(Object.fromEntries(found.counts), {
    "zone 0": 2,
    "elsewhere": 1,
    "zone 3": 3,
    "zone 70755": 1,
  });
  assert.equal(found.rows, 7);
  assert.equal(found.missing, 2);
});

Deno.test("CategoricalDistributionBuilder adds codes of the same name together", () => {
  const builder = new CategoricalDistributionBuilder((code) => code < 10 ? "low" : "high");
  builder.addCodes(Uint8Array.of(1, 2, 30));
  assert.deepEqual([...builder.finish().counts], [["low", 2], ["high", 1]]);
});

Deno.test("CategoricalDistributionBuilder counts levels by their places, batch by batch", () => {
  const builder = new CategoricalDistributionBuilder();
  builder.addLevels(Int32Array.of(0, 1, 1, 0), ["<b>", "é"], Uint8Array.of(1, 1, 1, 0));
  builder.addLevels(Int32Array.of(1, 1), ["never", "<b>"]);
  const found = builder.finish();
  assert.deepEqual(Object.fromEntries(found.counts), { "<b>": 3, "é": 2 });
  assert.deepEqual([found.rows, found.missing], [5, 1]);
});

Deno.test("CategoricalDistributionBuilder lets go of labels above its limit and counts rows on", () => {
  const builder = new CategoricalDistributionBuilder(String, 3);
  builder.addLabels(["a", "b", "c", "a"]);
  assert.equal(builder.finish().tooMany, undefined);
  builder.addLabels(["d", null, "e"]);
  assert.deepEqual(builder.finish(), {
    kind: "categorical",
    counts: new Map(),
    rows: 6,
    missing: 1,
    tooMany: true,
  });
});
