import assert from "node:assert/strict";
import { pythonFixed } from "./python_number.ts";

Deno.test("pythonFixed writes what Python's format writes", () => {
  const written: [number, number, string][] = [ // from python3 -c 'print(f"{value:.2f}")'
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [-0.125, 2, "-0.12"],
    [2.5, 0, "2"],
    [0.0625, 3, "0.062"],
    [0.1875, 3, "0.188"],
    [1.005, 2, "1.00"],
    [0.0221, 2, "0.02"],
    [-0.0004, 3, "-0.000"],
    [-0, 3, "-0.000"],
    [319445125408991872, 3, "319445125408991872.000"],
    [1e22, 3, "10000000000000000000000.000"],
    [NaN, 2, "nan"],
    [Infinity, 2, "inf"],
    [-Infinity, 2, "-inf"],
  ];
  for (const [value, digits, text] of written) assert.equal(pythonFixed(value, digits), text, `${value}`);
});
