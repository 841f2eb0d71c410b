import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { psi } from "./psi.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });

Deno.test("psi of a sample against itself is 0, with rows repeated too", () => {
  fc.assert(fc.property(labels, (rows) => {
    const found = psi(categoricalDistribution(rows), categoricalDistribution([...rows, ...rows]));
    assertClose(found, 0, "index");
  }));
});

Deno.test("psi is symmetric and never negative", () => {
  fc.assert(fc.property(labels, labels, (a, b) => {
    const [before, after] = [categoricalDistribution(a), categoricalDistribution(b)];
    assertClose(psi(before, after), psi(after, before), "index");
    assert.ok(psi(before, after) >= 0);
  }));
});

Deno.test("psi takes an empty category for one in ten thousand rows", () => {
  const found = psi(categoricalDistribution(["a", "b"]), categoricalDistribution(["a", "a"]));
  assertClose(found, 0.5 * Math.log(2) + (0.5 - 0.0001) * Math.log(0.5 / 0.0001), "index");
});
