import assert from "node:assert/strict";
import { completionsOf, grammarNames, inValue, openName } from "./completions.js";

Deno.test("openName is the name that is being typed", () => {
  for (
    const [text, name] of [
      ["met", "met"],
      ["metrics.ma", "metrics.ma"],
      ["metrics.mae < 3 AND par", "par"],
      ["metrics.`valid m", "metrics.`valid m"],
      ["metrics.`valid mae`", ""],
      ["metrics.mae ", ""],
      ["", ""],
    ]
  ) assert.equal(openName(text), name, text);
});

Deno.test("inValue knows the inside of a quoted value from a quoted name", () => {
  for (
    const [text, inside] of [
      ["params.a = 'x", true],
      ['params.a = "x', true],
      ["params.a = 'x'", false],
      ["params.a = 'it' AND tags.b", false],
      ["params.`a'b", false],
      ["params.`a'b` = 'x", true],
    ] as const
  ) assert.equal(inValue(text), inside, text);
});

Deno.test("completionsOf puts names that begin so first, in the grammar's spelling", () => {
  const names = grammarNames({ params: ["depth"], metrics: ["valid mae", "mae"], tags: [] });
  assert.deepEqual(completionsOf(names, "metrics.`va"), ["metrics.`valid mae`"]);
  assert.deepEqual(completionsOf(names, "MAE"), ["metrics.`valid mae`", "metrics.mae"]);
  assert.deepEqual(completionsOf(names, "metrics.m"), ["metrics.mae"]);
  assert.deepEqual(completionsOf(names, "run"), ["run_name", "run_id"]);
  assert.deepEqual(completionsOf(names, ""), []);
});
