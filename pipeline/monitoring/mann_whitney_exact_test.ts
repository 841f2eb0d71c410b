import assert from "node:assert/strict";
import { assertClose } from "../../tests/evidently_golden.ts";
import { mannWhitneyExact } from "./mann_whitney_exact.ts";

Deno.test("mannWhitneyExact counts every order of the rows", () => {
  for (const [n1, n2] of [[1, 1], [2, 3], [4, 4], [5, 2]]) {
    const found = ordersByU(n1, n2);
    const all = found.reduce((sum, count) => sum + count, 0);
    for (let u = 0; u <= n1 * n2; u++) {
      const reached = found.slice(u).reduce((sum, count) => sum + count, 0);
      assertClose(mannWhitneyExact(n1, n2, u), reached / all, `${n1}, ${n2}, U = ${u}`, 1e-14);
    }
  }
});

Deno.test("mannWhitneyExact of a small and a large window keeps tiny probabilities", () => {
  // One order of C(1008, 8) has the greatest U.
  let orders = 1;
  for (let k = 1; k <= 8; k++) orders = (orders * (1000 + k)) / k;
  assertClose(mannWhitneyExact(8, 1000, 8000), 1 / orders, "p", 1e-12, 0);
  assert.equal(mannWhitneyExact(8, 1000, 0), 1);
});

/** How many of all orders of the rows have each U, by trying them all. */
function ordersByU(n1: number, n2: number): number[] {
  const counts = new Array<number>(n1 * n2 + 1).fill(0);
  for (let order = 0; order < 2 ** (n1 + n2); order++) {
    let [first, u] = [0, 0];
    for (let row = 0; row < n1 + n2; row++) {
      if ((order >> row) & 1) first++;
      else u += first;
    }
    if (first === n1) counts[u]++;
  }
  return counts;
}
