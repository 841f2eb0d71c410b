import assert from "node:assert/strict";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { chiSquareSf } from "./chi_square_sf.ts";

Deno.test("chiSquareSf has the closed form of two degrees of freedom, far into the tail", () => {
  for (const x of [0.001, 1, 4, 5, 100, 1400]) {
    assertClose(chiSquareSf(x, 2), Math.exp(-x / 2), `x = ${x}`, 1e-12, 0);
  }
});

Deno.test("chiSquareSf keeps its digits with tens of thousands of degrees of freedom", () => {
  // Values of mpmath's gammainc with 30 digits.
  assertClose(chiSquareSf(10_200, 9999), 0.07829289521538157, "9,999", 1e-12);
  assertClose(chiSquareSf(70_500, 70_000), 0.090951526750120495, "70,000", 1e-12);
  assertClose(chiSquareSf(80_000, 70_000), 2.6243122156358802e-144, "far tail", 1e-11, 0);
});

Deno.test("chiSquareSf at the ends", () => {
  assert.equal(chiSquareSf(0, 3), 1);
  assert.equal(chiSquareSf(Infinity, 3), 0);
  assert.equal(chiSquareSf(1, 0), 0);
  for (const x of [1e6, 3e19, 1e300]) assert.equal(chiSquareSf(x, 3), 0);
  assert.ok(Number.isNaN(chiSquareSf(0, 0)));
  assert.ok(Number.isNaN(chiSquareSf(NaN, 3)));
});

goldenTest("chiSquareSf agrees with SciPy's chi2.sf", () => {
  type Case = { df: number; x: number; sf: GoldenNumber };
  for (const { df, x, sf } of readGolden<{ chi2_sf: Case[] }>("stats/primitives.json").chi2_sf) {
    assertClose(chiSquareSf(x, df), sf, `df = ${df}, x = ${x}`, 1e-8, 1e-300);
  }
});
