import assert from "node:assert/strict";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { kolmogorovSf } from "./kolmogorov.ts";

Deno.test("kolmogorovSf knows the cases that can be worked out by hand", () => {
  assert.equal(kolmogorovSf(7, 0.5 / 7), 1);
  assert.equal(kolmogorovSf(7, 1), 0);
  assertClose(kolmogorovSf(1, 0.7), 0.6, "one row, 2 (1 - d)");
  assertClose(kolmogorovSf(2, 0.4), 1 - 2 * 0.3 ** 2, "two rows, nd <= 1");
});

Deno.test("kolmogorovSf falls with the distance across every seam between its methods", () => {
  for (const n of [1, 5, 139, 140, 141, 999, 1000, 1001, 20_000]) {
    let previous = 1;
    for (let step = 1; step < 300; step++) {
      const found = kolmogorovSf(n, (step / 300) ** 2);
      assert.ok(found <= previous + 1e-9, `n = ${n}, step ${step}: ${found} after ${previous}`);
      previous = found;
    }
  }
});

Deno.test("kolmogorovSf approaches Kolmogorov's limit for very many rows", () => {
  const z = 1.2;
  const limit = 2 * [1, 2, 3].reduce((sum, k) => sum - (-1) ** k * Math.exp(-2 * k * k * z * z), 0);
  assertClose(kolmogorovSf(1e10, z / 1e5), limit, "n = 1e10", 1e-5);
  assertClose(kolmogorovSf(1e10, 2 / 1e5), 2 * Math.exp(-8), "n = 1e10, far tail", 1e-4);
});

goldenTest("kolmogorovSf agrees with SciPy's kstwo.sf", () => {
  const { kstwo_sf } = readGolden<{ kstwo_sf: { n: number; d: number; sf: number }[] }>(
    "stats/primitives.json",
  );
  for (const { n, d, sf } of kstwo_sf) assertClose(kolmogorovSf(n, d), sf, `n = ${n}, d = ${d}`);
});
