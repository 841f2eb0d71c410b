import assert from "node:assert/strict";
import { addNames, tableMapping } from "./window_options.ts";

Deno.test("addNames takes names between commas, in quotes where they have one, and adds them up", () => {
  assert.deepEqual(addNames("a,b"), ["a", "b"]);
  assert.deepEqual(addNames(' "a,b" ,c d,"say ""hi"""', ["before"]), ["before", "a,b", "c d", 'say "hi"']);
  for (const text of ["", " ", '""']) assert.throws(() => addNames(text), /expected names of columns/);
});

Deno.test("tableMapping refuses a column for two things at once", () => {
  const refused = (options: Parameters<typeof tableMapping>[0]) =>
    assert.throws(() => tableMapping(options), {
      name: "UsageError",
      message: /^Cannot take "y" for --.* and for --.*, expected/,
    });
  refused({ numeric: ["y"], categorical: ["x", "y"] });
  refused({ numeric: ["y"], text: ["y"] });
  refused({ columns: ["y"], ignore: ["y"] });
  refused({ target: "y", ignore: ["y"] });
  refused({ prediction: "y", categorical: ["y"] });
  refused({ target: "y", prediction: "y" });
  assert.equal(tableMapping({ target: "y", prediction: "p", columns: ["x"] }).target, "y");
});
