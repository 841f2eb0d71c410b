import cdf from "@stdlib/stats-base-dists-normal-cdf";
import assert from "node:assert/strict";
import { assertClose } from "../../tests/evidently_golden.ts";
import { normalQuantile } from "./normal_quantile.ts";

Deno.test("normalQuantile is that of Python's statistics.NormalDist, in the middle and far out", () => {
  const golden = [
    [1e-300, -37.0470962993612],
    [1e-12, -7.034483825301132],
    [1.4e-11, -6.656723091518184],
    [1e-07, -5.199337582192817],
    [5.40535756018818e-06, -4.400288299683823],
    [0.001, -3.090232306167813],
    [0.0749, -1.4402382675279632],
    [0.0751, -1.4388253927525398],
    [0.2, -0.8416212335729142],
    [0.31, -0.4958503473474532],
    [0.6, 0.2533471031357998],
    [0.9251, 1.4402382675279632],
    [0.999, 3.090232306167813],
    [0.9999999999999999, 8.209536151601386],
  ];
  for (const [p, expected] of golden) assertClose(normalQuantile(p), expected, `${p}`, 1e-15);
});

Deno.test("normalQuantile undoes the distribution function", () => {
  for (let i = 1; i < 1000; i++) assertClose(cdf(normalQuantile(i / 1000), 0, 1), i / 1000, `${i}`, 1e-14);
});

Deno.test("normalQuantile of 0 and 1 is infinite, and of no probability is NaN", () => {
  assert.deepEqual([0, 0.5, 1, -0.1, 1.1, NaN].map(normalQuantile), [-Infinity, 0, Infinity, NaN, NaN, NaN]);
});
