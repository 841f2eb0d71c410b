import { stripVTControlCharacters } from "node:util";

/** How many tests and test steps came to which end. */
export interface TestOutcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SUMMARY = /^(?:ok|FAILED) \| .*\bpassed\b.*$/gm;
const COUNT = /(\d+) (passed|failed|ignored)(?: \((\d+) steps?\))?/g;

/**
 * Reads the summary that `deno test` ends with. A run that failed has a failure, even where it ended before it could say
 * so (a crash, a type error).
 *
 * @param output everything it printed on stdout
 */
export function readOutcome(output: string, exitCode: number): TestOutcome {
  const summary = stripVTControlCharacters(output).match(SUMMARY)?.at(-1) ?? "";
  const counts = { passed: 0, failed: 0, ignored: 0 };
  for (const [, tests, end, steps = "0"] of summary.matchAll(COUNT)) {
    counts[end as keyof typeof counts] = Number(tests) + Number(steps);
  }
  const failed = exitCode === 0 ? counts.failed : Math.max(1, counts.failed);
  return { passed: counts.passed, failed, skipped: counts.ignored };
}

/** The line that a test run ends with. */
export function closingLine({ passed, failed, skipped }: TestOutcome): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Names of skipped tests and steps in a JUnit report. */
export function skippedTests(junit: string): string[] {
  const cases = junit.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<skipped/g);
  return Array.from(cases, ([, name]) => unescapeXml(name));
}

function unescapeXml(text: string): string {
  const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => characters[name]);
}
