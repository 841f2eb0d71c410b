import assert from "node:assert/strict";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { normalCdf } from "./normal_distribution.ts";

Deno.test("normalCdf keeps its digits far down the lower tail", () => {
  assert.equal(normalCdf(0), 0.5);
  assertClose(normalCdf(-10), 7.61985302416052606597e-24, "z = -10", 1e-12, 0);
  assertClose(normalCdf(-37), 5.72557122252458e-300, "z = -37", 1e-10, 0);
});

goldenTest("normalCdf agrees with SciPy", () => {
  type Primitives = { two_sided_norm_1_minus_cdf: { z: number; p: number }[] };
  for (const { z, p } of readGolden<Primitives>("stats/primitives.json").two_sided_norm_1_minus_cdf) {
    assertClose(2 * (1 - normalCdf(z)), p, `z = ${z}`, 1e-9, 1e-15);
  }
});
