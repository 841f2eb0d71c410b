import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "./random.ts";

const DRAWS = 100_000;

Deno.test("seededRandom gives the same numbers for the same seed on every machine, for ever", () => {
  const first = (seed: string) => {
    const random = seededRandom(seed);
    return [random(), random(), random()].map((value) => value * 2 ** 32);
  };
  assert.deepEqual(first(""), [24724473, 838574162, 2522700496]);
  assert.deepEqual(first("green 2023-01"), [1215746500, 1691892712, 247087632]);
});

Deno.test("seededRandom stays in [0, 1), and another seed gives other numbers", () => {
  const seeds = fc.uniqueArray(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 2 });
  fc.assert(fc.property(seeds, ([a, b]) => {
    const [one, other] = [seededRandom(a), seededRandom(b)];
    const pairs = Array.from({ length: 20 }, () => [one(), other()]);
    assert.ok(pairs.flat().every((value) => value >= 0 && value < 1));
    assert.ok(pairs.some(([first, second]) => first !== second));
  }));
});

Deno.test("seededRandom is uniform, and so is what follows a small number", () => {
  const bins = 20;
  for (const seed of ["", "a", "b", "green 2023-01", "green 2023-02"]) {
    const random = seededRandom(seed);
    const counts = new Array<number>(bins).fill(0), after = new Array<number>(bins).fill(0);
    for (let i = 0, last = 1; i < DRAWS; i++) {
      const value = random();
      counts[Math.floor(value * bins)]++;
      if (last < 0.1) after[Math.floor(value * bins)]++;
      last = value;
    }
    for (const found of [counts, after]) {
      const expected = found.reduce((sum, count) => sum + count, 0) / bins;
      const chiSquare = found.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      assert.ok(
        chiSquare < 60,
        `chi-square ${chiSquare} with ${bins - 1} degrees of freedom, seed "${seed}"`,
      );
    }
  }
});

Deno.test("seededRandom of neighbouring seeds does not run alongside", () => {
  const [one, other] = [seededRandom("green 2023-01"), seededRandom("green 2023-02")];
  let product = 0;
  for (let i = 0; i < DRAWS; i++) product += (one() - 0.5) * (other() - 0.5);
  const correlation = 12 * product / DRAWS;
  assert.ok(Math.abs(correlation) < 0.02, `correlation ${correlation}`);
});
