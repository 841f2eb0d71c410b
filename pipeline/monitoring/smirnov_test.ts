import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { smirnovSf } from "./smirnov.ts";

Deno.test("smirnovSf knows the sums of one and two rows", () => {
  assertClose(smirnovSf(1, 0.3), 0.7, "1 - x");
  assertClose(smirnovSf(2, 0.7), 0.09, "(1 - x)^2 beyond x = 1/2");
  assertClose(smirnovSf(2, 0.25), 0.75 ** 2 + 2 * 0.25 * 0.25, "two terms");
});

Deno.test("smirnovSf joins its limit without a step", () => {
  const sum = smirnovSf(1_000_000, 0.0015);
  assertClose(smirnovSf(1_000_001, 0.0015), sum, "one row more", 1e-4);
});

goldenTest("smirnovSf agrees with SciPy's smirnov", () => {
  const { smirnov } = readGolden<{ smirnov: { n: number; x: number; sf: number }[] }>(
    "stats/primitives.json",
  );
  for (const { n, x, sf } of smirnov) assertClose(smirnovSf(n, x), sf, `n = ${n}, x = ${x}`);
});
