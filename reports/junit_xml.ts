import type {
  MonitoringResult,
  MonitoringTest,
  QualityFinding,
} from "../pipeline/monitoring/monitoring_result.ts";

/** One test in the words of JUnit. */
interface TestCase {
  readonly group: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "warned" | "skipped";
  readonly message: string;
}

/**
 * The tests and the findings on the data as a JUnit report, which CI systems show. Failures are what makes the verdict an
 * alert; what makes it a warning only is told as skipped, so that a pipeline is red exactly when `taxi report` exits with 3.
 */
export function junitXml(result: MonitoringResult): string {
  const cases = [...result.tests.map(testCase), ...(result.quality ?? []).map(qualityCase)];
  const count = (...outcomes: readonly TestCase["outcome"][]) =>
    cases.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const totals = `tests="${cases.length}" failures="${count("failed")}" errors="0" skipped="${
    count("warned", "skipped")
  }"`;
  const name = attribute(`${result.current.name} against ${result.reference.name}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="taxi report" ${totals}>
  <testsuite name="${name}" ${totals}>
${cases.map(element).join("\n")}
  </testsuite>
</testsuites>
`;
}

function testCase(
  { name, subject = "dataset", status, severity = "alert", description }: MonitoringTest,
): TestCase {
  const outcome = status === "failed" && severity === "warning" ? "warned" : status;
  return { group: subject, name, outcome, message: description };
}

function qualityCase({ kind, column, level, description }: QualityFinding): TestCase {
  const outcome = level === "alert" ? "failed" : level === "warning" ? "warned" : "passed";
  return {
    group: "quality",
    name: column === undefined ? kind : `${kind} of ${column}`,
    outcome,
    message: description,
  };
}

function element({ group, name, outcome, message }: TestCase): string {
  const start = `    <testcase classname="taxi.${group}" name="${attribute(name)}"`;
  if (outcome === "passed") return `${start}/>`;
  const words = attribute(outcome === "warned" ? `Warning: ${message}` : message);
  const inner = outcome === "failed"
    ? `<failure type="alert" message="${words}"/>`
    : `<skipped message="${words}"/>`;
  return `${start}>${inner}</testcase>`;
}

/** Text for a quoted attribute: escaped, and without the characters that XML 1.0 cannot hold even escaped. */
function attribute(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex -- these are what is looked for
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
