import assert from "node:assert/strict";
import { assertClose } from "../../tests/evidently_golden.ts";
import { pseudoInverse } from "./pseudo_inverse.ts";

Deno.test("pseudoInverse of a matrix of full rank is its inverse", () => {
  const { inverse, rank } = pseudoInverse([[4, 1], [1, 2]]);
  assert.equal(rank, 2);
  [[2 / 7, -1 / 7], [-1 / 7, 4 / 7]].forEach((row, i) =>
    row.forEach((value, j) => assertClose(inverse[i][j], value, `${i}, ${j}`))
  );
});

Deno.test("pseudoInverse leaves out the dimensions that a matrix does not have", () => {
  const { inverse, rank } = pseudoInverse([[2, 2], [2, 2]]);
  assert.equal(rank, 1);
  for (const value of inverse.flat()) assertClose(value, 1 / 8, "inverse");
});
