import assert from "node:assert/strict";
import { summarizeCoverage } from "./coverage_summary.ts";

Deno.test("summarizeCoverage weighs files by lines and names the least covered room first", () => {
  const lcov = "SF:/r/lib/a.ts\nLH:9\nLF:10\nend_of_record\nSF:/r/lib/b.ts\nLH:90\nLF:90\nend_of_record\n" +
    "SF:/r/server/c.ts\nLH:50\nLF:100\nend_of_record\n";
  assert.equal(summarizeCoverage(lcov, "/r/"), "Coverage: 74.5 % of 200 lines (server 50.0 %, lib 99.0 %)");
});

Deno.test("summarizeCoverage of nothing says so", () => {
  assert.equal(summarizeCoverage("", "/r/"), "Coverage: no lines were run");
});
