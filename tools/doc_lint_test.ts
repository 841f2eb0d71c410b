import assert from "node:assert/strict";
import { ownFindings } from "./doc_lint.ts";

const OUTPUT = `error[missing-jsdoc]: exported symbol is missing JSDoc documentation
  --> /r/lib/a.ts:1:1

error[private-type-ref]: public type 'createApp' references private type 'OpenAPIHono'
  --> /r/server/a.ts:1:1

error[private-type-ref]: public type 'fit' references private type 'Fitted'
  --> /r/pipeline/a.ts:1:1


error: Found 3 documentation lint errors.
`;

Deno.test("ownFindings keeps what is missing and our own unexported types, and drops types of packages", () => {
  const found = ownFindings(OUTPUT, (type) => type === "Fitted").map((finding) => finding.split("\n").at(-1));
  assert.deepEqual(found, ["  --> /r/lib/a.ts:1:1", "  --> /r/pipeline/a.ts:1:1"]);
});

Deno.test("ownFindings of clean output is empty", () => {
  assert.deepEqual(ownFindings("", () => true), []);
});
