import { assertClose } from "../../tests/evidently_golden.ts";
import { normalQuantile } from "./normal_quantile.ts";
import { studentQuantile } from "./quantiles.ts";

Deno.test("normalQuantile agrees with printed tables", () => {
  assertClose(normalQuantile(0.5), 0, "0.5");
  assertClose(normalQuantile(0.975), 1.959963984540054, "0.975");
  assertClose(normalQuantile(1e-10), -6.361340902404056, "1e-10");
});

Deno.test("studentQuantile agrees with printed tables", () => {
  const tables = { 1: 12.7062, 2: 4.30265, 3: 3.18245, 4: 2.77645, 5: 2.57058, 10: 2.22814, 30: 2.04227 };
  for (const [degrees, expected] of Object.entries(tables)) {
    assertClose(studentQuantile(0.975, Number(degrees)), expected, degrees, 2e-3);
  }
  assertClose(studentQuantile(0.975, 1e9), 1.959964, "normal", 1e-6);
});
