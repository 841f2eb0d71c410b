import assert from "node:assert/strict";
import { findProgram } from "./find_program.ts";

Deno.test("findProgram finds what a shell finds, and says so where there is none", () => {
  assert.match(findProgram("sh")!, /\/sh$/);
  assert.equal(findProgram("no-such-program"), undefined);
  assert.equal(findProgram("."), undefined); // a folder
});
