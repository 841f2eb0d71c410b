import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { kullbackLeibler } from "./kullback_leibler.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });

Deno.test("kullbackLeibler of a sample against itself is 0, and never negative", () => {
  fc.assert(fc.property(labels, labels, (a, b) => {
    const [before, after] = [categoricalDistribution(a), categoricalDistribution(b)];
    assertClose(kullbackLeibler(before, before), 0, "itself");
    assert.ok(kullbackLeibler(before, after) >= 0);
  }));
});

Deno.test("kullbackLeibler is the divergence of the reference from current", () => {
  const before = categoricalDistribution(["a", "a", "a", "b"]);
  const after = categoricalDistribution(["a", "b"]);
  assertClose(kullbackLeibler(before, after), 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), "there");
  assertClose(kullbackLeibler(after, before), 0.5 * Math.log(2 / 3) + 0.5 * Math.log(2), "back");
});
