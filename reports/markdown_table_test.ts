import assert from "node:assert/strict";
import { markdownTable } from "./markdown_table.ts";

Deno.test("markdownTable lines columns up and keeps a bar within its cell", () => {
  assert.equal(
    markdownTable([["a", "unit"], ["x | y", "min"], ["", "miles"]]),
    ["| a      | unit  |", "| ------ | ----- |", "| x \\| y | min   |", "|        | miles |"].join("\n"),
  );
});
