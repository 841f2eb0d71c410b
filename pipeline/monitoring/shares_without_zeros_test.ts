import assert from "node:assert/strict";
import { sharesWithoutZeros } from "./shares_without_zeros.ts";

Deno.test("sharesWithoutZeros puts 0.0001 where no row is", () => {
  assert.deepEqual([...sharesWithoutZeros(Float64Array.of(3, 0, 1), 4)], [0.75, 0.0001, 0.25]);
});

Deno.test("sharesWithoutZeros puts a millionth of the smallest share where that is at most 0.0001", () => {
  const found = sharesWithoutZeros(Float64Array.of(9999, 0, 1), 10_000);
  assert.deepEqual([...found], [0.9999, 0.0001 / 1e6, 0.0001]);
});
