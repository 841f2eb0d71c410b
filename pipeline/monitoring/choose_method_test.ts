import assert from "node:assert/strict";
import { goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { chooseMethod } from "./choose_method.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const numbers = numericDistribution([1, 2, 3, 4, 5, 6]);
const levels = categoricalDistribution(["a", "b", "c"]);

Deno.test("chooseMethod lets the column win over its type, and the type over all columns", () => {
  const overrides = {
    method: "jensenshannon",
    threshold: 0.3,
    numeric: { method: "wasserstein" },
    columns: { special: { threshold: 0.5 }, other: { method: "ks" } },
  } as const;
  const choose = (column: string) => chooseMethod(column, numbers, numbers, overrides);
  assert.deepEqual(choose("special"), { method: "wasserstein", threshold: 0.5 });
  assert.deepEqual(choose("other"), { method: "ks", threshold: 0.3 });
  assert.deepEqual(choose("plain"), { method: "wasserstein", threshold: 0.3 });
  assert.deepEqual(chooseMethod("plain", levels, levels, overrides), {
    method: "jensenshannon",
    threshold: 0.3,
  });
});

Deno.test("chooseMethod gives a method that was asked for its own threshold", () => {
  assert.deepEqual(chooseMethod("x", numbers, numbers, { method: "wasserstein" }), {
    method: "wasserstein",
    threshold: 0.1,
  });
});

goldenTest("chooseMethod chooses what Evidently chooses, by type, rows and values", () => {
  type Case = {
    n_reference: number;
    n_current: number;
    type: "num" | "cat";
    n_unique_combined: number;
    stattest: string;
    default_threshold: number;
  };
  for (const golden of readGolden<{ cases: Case[] }>("stats/default_selection.json").cases) {
    const make = (rows: number) => {
      const codes = Array.from({ length: rows }, (_, i) => i % golden.n_unique_combined);
      return golden.type === "num" ? numericDistribution(codes) : categoricalDistribution(codes.map(String));
    };
    assert.deepEqual(
      chooseMethod("x", make(golden.n_reference), make(golden.n_current)),
      { method: golden.stattest, threshold: golden.default_threshold },
      JSON.stringify(golden),
    );
  }
});
