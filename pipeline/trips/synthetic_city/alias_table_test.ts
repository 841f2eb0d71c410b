import assert from "node:assert/strict";
import fc from "fast-check";
import { makeAliasTable, sampleAlias } from "./alias_table.ts";

Deno.test("makeAliasTable gives every weight its share of the uniform numbers", () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 })
    .filter((list) => list.some((weight) => weight > 0));
  fc.assert(fc.property(weights, (list) => {
    const { keep, alias } = makeAliasTable(list);
    const share = new Float64Array(list.length);
    keep.forEach((kept, slot) => {
      share[slot] += Math.min(kept, 1) / list.length;
      share[alias[slot]] += (1 - Math.min(kept, 1)) / list.length;
    });
    const sum = list.reduce((a, b) => a + b);
    list.forEach((weight, slot) => assert.ok(Math.abs(share[slot] - weight / sum) < 1e-12));
  }));
});

Deno.test("sampleAlias takes the slot from the whole and the choice from the fraction", () => {
  const table = makeAliasTable([1, 3]); // slot 0 keeps itself half of the time
  assert.deepEqual([0, 0.24, 0.26, 0.49, 0.5, 0.999].map((u) => sampleAlias(table, u)), [0, 0, 1, 1, 1, 1]);
});

Deno.test("sampleAlias never gives what has no weight", () => {
  const table = makeAliasTable([0, 1, 0, 2, 0]);
  for (let i = 0; i < 1000; i++) assert.ok([1, 3].includes(sampleAlias(table, i / 1000)));
});
