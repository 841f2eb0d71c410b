import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { jensenShannon } from "./jensen_shannon.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });
type Inputs<T> = Record<string, { reference: T[]; current: T[] }>;

Deno.test("jensenShannon of a sample against itself is 0, with rows repeated too", () => {
  fc.assert(fc.property(labels, (rows) => {
    const found = jensenShannon(categoricalDistribution(rows), categoricalDistribution([...rows, ...rows]));
    assertClose(found, 0, "distance", 0, 1e-7);
  }));
});

Deno.test("jensenShannon of levels is symmetric and at most the square root of ln 2", () => {
  fc.assert(fc.property(labels, labels, (a, b) => {
    const there = jensenShannon(categoricalDistribution(a), categoricalDistribution(b));
    const back = jensenShannon(categoricalDistribution(b), categoricalDistribution(a));
    assertClose(there, back, "distance", 1e-9, 1e-7);
    assert.ok(there >= 0 && there <= Math.sqrt(Math.LN2) + 1e-12);
  }));
});

Deno.test("jensenShannon of windows that share no level is the square root of ln 2", () => {
  assertClose(
    jensenShannon(categoricalDistribution(["a"]), categoricalDistribution(["b", "c"])),
    Math.sqrt(Math.LN2),
    "",
  );
});

goldenTest("jensenShannon agrees with Evidently on categories and on numbers", () => {
  type Golden = { cases: Record<string, { score: GoldenNumber }> };
  const levels = readGolden<Inputs<string>>("stats/inputs_cat.json");
  for (const [name, { score }] of Object.entries(readGolden<Golden>("stats/jensenshannon.cat.json").cases)) {
    const { reference, current } = levels[name];
    assertClose(
      jensenShannon(categoricalDistribution(reference), categoricalDistribution(current)),
      score,
      name,
    );
  }
  const numbers = readGolden<Inputs<number>>("stats/inputs_num.json");
  for (const [name, { score }] of Object.entries(readGolden<Golden>("stats/jensenshannon.num.json").cases)) {
    const { reference, current } = numbers[name];
    assertClose(jensenShannon(numericDistribution(reference), numericDistribution(current)), score, name);
  }
});
