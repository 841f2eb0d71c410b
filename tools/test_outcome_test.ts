import assert from "node:assert/strict";
import { closingLine, readOutcome, skippedTests } from "./test_outcome.ts";

Deno.test("readOutcome counts tests and steps of the coloured summary", () => {
  const output =
    "x ... ok (1ms)\n\n\x1b[31mFAILED\x1b[0m | 3 passed (2 steps) | 5 failed | 1 ignored (1 step) (286ms)\n";
  assert.deepEqual(readOutcome(output, 1), { passed: 5, failed: 5, skipped: 2 });
});

Deno.test("readOutcome takes the last summary, not what a test printed", () => {
  const output = "ok | 9 passed | 0 failed (1ms)\nok | 1 passed | 0 failed (1ms)\n";
  assert.deepEqual(readOutcome(output, 0), { passed: 1, failed: 0, skipped: 0 });
});

Deno.test("readOutcome finds a failure in a run that ended without a summary or against it", () => {
  assert.deepEqual(readOutcome("", 137), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(readOutcome("ok | 2 passed | 0 failed (1ms)", 1), { passed: 2, failed: 1, skipped: 0 });
});

Deno.test("closingLine is the agreed form", () => {
  assert.equal(closingLine({ passed: 3, failed: 0, skipped: 1 }), "3 passed, 0 failed, 1 skipped");
});

Deno.test("skippedTests reads names and unescapes them", () => {
  const junit = `<testcase name="a" classname="x"></testcase>
    <testcase name="b &quot;&amp;lt;&quot;" classname="x">
      <skipped/>
    </testcase><testcase name="c"><failure message="m">skipped</failure></testcase>`;
  assert.deepEqual(skippedTests(junit), ['b "&lt;"']);
});
