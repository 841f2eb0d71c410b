import assert from "node:assert/strict";
import { assertClose, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { studentTwoSided } from "./student_distribution.ts";

Deno.test("studentTwoSided has the closed forms of one and two degrees of freedom", () => {
  for (const t of [0.1, 1, 3, 50]) {
    assertClose(studentTwoSided(t, 1), 1 - (2 * Math.atan(t)) / Math.PI, `t = ${t}`, 1e-12);
    assertClose(studentTwoSided(-t, 2), 1 - t / Math.sqrt(2 + t * t), `t = ${t}`, 1e-11);
  }
});

Deno.test("studentTwoSided with tens of millions of rows is the normal distribution's", () => {
  assertClose(studentTwoSided(5, 2e7), 5.733031437583866e-7, "p", 1e-4);
});

Deno.test("studentTwoSided at the ends", () => {
  assert.equal(studentTwoSided(0, 3), 1);
  assert.equal(studentTwoSided(-Infinity, 3), 0);
  assert.ok(Number.isNaN(studentTwoSided(NaN, 3)));
  assert.ok(Number.isNaN(studentTwoSided(1, 0)));
});

goldenTest("studentTwoSided agrees with SciPy", () => {
  type Primitives = { student_t_two_sided: { t: number; df: number; p: number }[] };
  for (const { t, df, p } of readGolden<Primitives>("stats/primitives.json").student_t_two_sided) {
    assertClose(studentTwoSided(t, df), p, `t = ${t}, df = ${df}`, 1e-9, 1e-300);
  }
});
