import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { fisherExact } from "./fisher_exact.ts";

const share = fc.record({ a: fc.nat(12), b: fc.nat(12) }).filter(({ a, b }) => a + b > 0);

Deno.test("fisherExact sums the probabilities of all tables that are at most as likely", () => {
  fc.assert(fc.property(share, share, (before, after) => {
    const found = fisherExact(counts(before.a, before.b), counts(after.a, after.b)).pValue;
    assertClose(found, naive(before, after), `${JSON.stringify(before)} ${JSON.stringify(after)}`, 1e-9);
  }));
});

Deno.test("fisherExact is symmetric, and 1 for shares that did not change", () => {
  fc.assert(fc.property(share, share, (before, after) => {
    const [one, other] = [counts(before.a, before.b), counts(after.a, after.b)];
    assertClose(fisherExact(one, other).pValue, fisherExact(other, one).pValue, "p");
    assert.equal(fisherExact(one, counts(2 * before.a, 2 * before.b)).pValue, 1);
  }));
});

Deno.test("fisherExact of ten million rows agrees with the chi-square test and takes no time", () => {
  const found = fisherExact(counts(5_000_000, 5_000_000), counts(5_004_000, 4_996_000));
  const chiSquare = 2 * 4000 ** 2 / 1e7; // pooled share 0.5002
  assert.ok(Math.abs(found.pValue - 0.0736) < 0.001, `${found.pValue} where chi-square is ${chiSquare}`);
});

Deno.test("fisherExact gives the odds ratio, and none for a single value", () => {
  assert.equal(fisherExact(counts(6, 2), counts(1, 1)).statistic, 3);
  assert.deepEqual(fisherExact(counts(3, 0), counts(5, 0)), { statistic: NaN, pValue: 1 });
});

function counts(a: number, b: number) {
  const levels = new Map(Object.entries({ a, b }).filter(([, rows]) => rows > 0));
  return { ...categoricalDistribution([]), counts: levels, rows: a + b };
}

function naive(before: { a: number; b: number }, after: { a: number; b: number }): number {
  const marked = before.a + after.a;
  const others = before.b + after.b;
  const drawn = before.a + before.b;
  const ways = (x: number) => choose(marked, x) * choose(others, drawn - x);
  let [likely, all] = [0n, 0n];
  for (let x = 0; x <= drawn; x++) {
    all += ways(x);
    if (ways(x) <= ways(before.a)) likely += ways(x);
  }
  return Number(likely) / Number(all);
}

function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let found = 1n;
  for (let i = 1; i <= k; i++) found = (found * BigInt(n - k + i)) / BigInt(i);
  return found;
}
