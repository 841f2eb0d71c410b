import assert from "node:assert/strict";
import { assertClose } from "../../tests/evidently_golden.ts";
import { hypergeometricTail, logHypergeometric } from "./hypergeometric.ts";

Deno.test("logHypergeometric of small urns is a ratio of binomial coefficients", () => {
  const urn = { marked: 5, others: 4, drawn: 3 };
  const expected = [4, 30, 40, 10].map((ways) => ways / 84);
  expected.forEach((probability, x) =>
    assertClose(Math.exp(logHypergeometric(urn, x)), probability, `x = ${x}`, 1e-12)
  );
  for (const x of [-1, 4]) assert.equal(logHypergeometric(urn, x), -Infinity);
  assert.equal(logHypergeometric({ marked: 2, others: 1, drawn: 3 }, 2), 0);
});

Deno.test("hypergeometricTail of an urn with ten million balls sums up to 1 with the other tail", () => {
  const urn = { marked: 6_000_000, others: 4_000_000, drawn: 2_000_000 };
  const whole = hypergeometricTail(urn, 1_200_000, 1) + hypergeometricTail(urn, 1_199_999, -1);
  assertClose(whole, 1, "sum", 1e-11);
});
