import assert from "node:assert/strict";
import { sampleMonitoringResult } from "../tests/sample_monitoring_result.ts";
import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { findProgram } from "../tools/find_program.ts";
import { junitXml } from "./junit_xml.ts";

const NASTY = "</testcase><script>\"&'\n\u0000\ud800]]> ✓";

/** Without what XML 1.0 cannot hold even escaped. */
const READABLE = NASTY.replace("\u0000", "\ufffd").replace("\ud800", "\ufffd");

const RESULT: MonitoringResult = {
  ...sampleMonitoringResult(50),
  tests: [
    { name: "holds", status: "passed", description: "It holds." },
    {
      name: `Drift of ${NASTY}`,
      subject: "column",
      status: "failed",
      severity: "warning",
      description: NASTY,
    },
    { name: "MAE", subject: "model", status: "failed", severity: "alert", description: "MAE is 5." },
    { name: "R2", subject: "model", status: "skipped", description: "R2 is not known." },
  ],
  quality: [
    { kind: "missing", column: "fare", level: "note", description: "fare has no value" },
    { kind: "volume", level: "alert", description: "no rows" },
  ],
};

const python = findProgram("python3");

Deno.test({
  name: "junitXml is well-formed whatever names are, its counts are those of its cases" +
    (python === undefined ? " (skipped: no python3 to parse it)" : ""),
  ignore: python === undefined,
  fn: async () => {
    const parsed = await parseXml(junitXml(RESULT));
    assert.deepEqual(parsed.counts, { tests: "6", failures: "2", errors: "0", skipped: "2" });
    assert.deepEqual(
      parsed.cases,
      [
        ["taxi.dataset", "holds", null, null],
        ["taxi.column", `Drift of ${READABLE}`, "skipped", `Warning: ${READABLE}`],
        ["taxi.model", "MAE", "failure", "MAE is 5."],
        ["taxi.model", "R2", "skipped", "R2 is not known."],
        ["taxi.quality", "missing of fare", null, null],
        ["taxi.quality", "volume", "failure", "no rows"],
      ],
    );
  },
});

/** By Python's parser, which refuses what is not well-formed. */
async function parseXml(
  xml: string,
): Promise<{ counts: Record<string, string>; cases: (string | null)[][] }> {
  const program = `
import json, sys, xml.etree.ElementTree as tree
suite = tree.fromstring(sys.stdin.buffer.read()).find("testsuite")
cases = []
for case in suite:
    inner = case[0] if len(case) else None
    cases.append([case.get("classname"), case.get("name"), None if inner is None else inner.tag,
                  None if inner is None else inner.get("message")])
counts = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
print(json.dumps({"counts": counts, "cases": cases}))
`;
  const child = new Deno.Command(python!, { args: ["-c", program], stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(xml));
  await writer.close();
  const { success, stdout } = await child.output();
  assert.ok(success, xml);
  return JSON.parse(new TextDecoder().decode(stdout));
}
