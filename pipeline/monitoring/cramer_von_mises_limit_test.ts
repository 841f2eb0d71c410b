import assert from "node:assert/strict";
import { assertClose } from "../../tests/evidently_golden.ts";
import { cramerVonMisesCdf } from "./cramer_von_mises_limit.ts";

Deno.test("cramerVonMisesCdf has the quantiles of Anderson and Darling's table", () => {
  const table = [[0.02480, 0.01], [0.11888, 0.5], [0.34730, 0.9], [0.46136, 0.95], [0.74346, 0.99]];
  for (const [x, probability] of table) {
    assert.ok(Math.abs(cramerVonMisesCdf(x) - probability) < 5e-6, `x = ${x}: ${cramerVonMisesCdf(x)}`);
  }
});

Deno.test("cramerVonMisesCdf is 0 and 1 at the ends and never falls", () => {
  assert.equal(cramerVonMisesCdf(0), 0);
  assert.equal(cramerVonMisesCdf(-1), 0);
  assert.equal(cramerVonMisesCdf(1000), 1);
  let last = 0;
  for (let x = 0.01; x < 3; x += 0.05) {
    const next = cramerVonMisesCdf(x);
    assert.ok(next >= last, `x = ${x}`);
    last = next;
  }
  assertClose(last, 1, "x = 3", 1e-6);
});
