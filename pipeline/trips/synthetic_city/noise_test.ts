import assert from "node:assert/strict";
import { seededRandom } from "../../../lib/random.ts";
import { bell, factor } from "./noise.ts";

const DRAWS = 100_000;

Deno.test("bell has mean 0 and variance 1", () => {
  const random = seededRandom("bell");
  let sum = 0, squares = 0;
  for (let i = 0; i < DRAWS; i++) {
    const value = bell(random);
    sum += value;
    squares += value * value;
  }
  assert.ok(Math.abs(sum / DRAWS) < 0.015, `mean ${sum / DRAWS}`);
  assert.ok(Math.abs(squares / DRAWS - 1) < 0.02, `variance ${squares / DRAWS}`);
});

Deno.test("factor is positive and has a logarithm of the asked spread", () => {
  const random = seededRandom("factor");
  for (const spread of [0.05, 0.28]) {
    let sum = 0, squares = 0;
    for (let i = 0; i < DRAWS; i++) {
      const log = Math.log(factor(random, spread)); // NaN, and so a failure, for a negative factor
      sum += log;
      squares += log * log;
    }
    assert.ok(Math.abs(sum / DRAWS) < spread / 50, `mean ${sum / DRAWS}`);
    assert.ok(
      Math.abs(Math.sqrt(squares / DRAWS) / spread - 1) < 0.05,
      `spread ${Math.sqrt(squares / DRAWS)}`,
    );
  }
});
