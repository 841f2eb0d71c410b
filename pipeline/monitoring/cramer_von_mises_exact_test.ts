import { assertClose } from "../../tests/evidently_golden.ts";
import { cramerVonMisesExact } from "./cramer_von_mises_exact.ts";

Deno.test("cramerVonMisesExact counts every order of the rows", () => {
  for (const [m, n] of [[2, 2], [3, 2], [3, 5], [4, 4], [1, 6]]) {
    const all = everyU(m, n);
    for (const u of new Set(all)) {
      const reached = all.filter((other) => other >= u).length;
      assertClose(cramerVonMisesExact(m, n, u), reached / all.length, `${m}, ${n}, U = ${u}`, 1e-12);
    }
  }
});

/** Anderson's U of every order of the rows. */
function everyU(m: number, n: number): number[] {
  const found: number[] = [];
  for (let order = 0; order < 2 ** (m + n); order++) {
    let [first, second, sum1, sum2] = [0, 0, 0, 0];
    for (let row = 0; row < m + n; row++) {
      if ((order >> row) & 1) sum1 += (row + 1 - ++first) ** 2;
      else sum2 += (row + 1 - ++second) ** 2;
    }
    if (first === m) found.push(m * sum1 + n * sum2);
  }
  return found;
}
