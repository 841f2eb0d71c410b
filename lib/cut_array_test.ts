import assert from "node:assert/strict";
import fc from "fast-check";
import { arrayCutter } from "./cut_array.ts";

Deno.test("arrayCutter gives parts that share nothing and keep what is written, of any length", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 200 }), (lengths) => {
    const cut = arrayCutter((elements) => new Float64Array(elements));
    const parts = lengths.map((length, at) => cut(length).fill(at + 1));
    parts.forEach((part, at) => {
      assert.equal(part.length, lengths[at]);
      assert.ok(part.every((value) => value === at + 1));
    });
  }));
});
