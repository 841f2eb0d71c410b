import assert from "node:assert/strict";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { gcd, ksExact } from "./ks_exact.ts";

Deno.test("ksExact equals counting every merged order of two small samples", () => {
  for (const [n1, n2] of [[1, 1], [3, 3], [2, 5], [4, 6], [5, 3], [6, 6]]) {
    const lcm = (n1 / gcd(n1, n2)) * n2;
    for (let steps = 0; steps <= lcm; steps++) {
      assertClose(
        ksExact(n1, n2, steps),
        shareOfOrders(n1, n2, steps / lcm),
        `${n1}, ${n2}, ${steps}/${lcm}`,
      );
    }
  }
});

Deno.test("ksExact does not depend on which sample comes first", () => {
  for (const steps of [10, 100, 300]) assert.equal(ksExact(30, 20, steps / 10), ksExact(20, 30, steps / 10));
});

goldenTest("ksExact agrees with SciPy's exact two-sample p-value", () => {
  type Case = { n1: number; n2: number; h: number; p: number };
  for (const { n1, n2, h, p } of readGolden<{ ks_exact: Case[] }>("stats/primitives.json").ks_exact) {
    assertClose(ksExact(n1, n2, h), p, `${n1}, ${n2}, ${h}`);
  }
});

/** The share of all orders in which the distribution functions are somewhere at least `distance` apart. */
function shareOfOrders(n1: number, n2: number, distance: number): number {
  let [reached, all] = [0, 0];
  const walk = (i: number, j: number, apart: boolean) => {
    apart ||= Math.abs(i / n1 - j / n2) >= distance - 1e-12;
    if (i === n1 && j === n2) {
      all++;
      if (apart) reached++;
    }
    if (i < n1) walk(i + 1, j, apart);
    if (j < n2) walk(i, j + 1, apart);
  };
  walk(0, 0, false);
  return reached / all;
}
