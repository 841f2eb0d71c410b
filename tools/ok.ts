// The whole gate: ./denow task ok [--no-tests] [--strict]
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EXIT } from "../lib/errors.ts";
import { CHECKS } from "./checks/check_list.ts";
import { chooseChecks, runChecks } from "./checks/checks.ts";
import { runTool, say } from "./run_tool.ts";
import { runTests } from "./test.ts";
import { closingLine, type TestOutcome } from "./test_outcome.ts";

/** One check: a call of Deno. */
interface Step {
  readonly name: string;
  /** Arguments of Deno, so that `./denow ARGS` runs the step alone. */
  readonly args: readonly string[];
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The cheap ones first; the tests come last and are not listed. A generated file has a line here with `--check`. */
const STEPS: readonly Step[] = [
  { name: "format", args: ["fmt", "--check", "--quiet"] },
  { name: "lint", args: ["lint", "--quiet"] },
  { name: "types", args: ["check", "--doc", "--quiet", "."] },
  { name: "documentation", args: ["run", "--allow-all", "--quiet", "tools/doc_lint.ts"] },
  { name: "command help", args: ["run", "--allow-all", "--quiet", "tools/docs/cli_docs.ts", "--check"] },
  { name: "metrics page", args: ["run", "--allow-all", "--quiet", "tools/docs/metrics_docs.ts", "--check"] },
  { name: "HTTP page", args: ["run", "--allow-all", "--quiet", "tools/docs/http_docs.ts", "--check"] },
  { name: "config page", args: ["run", "--allow-all", "--quiet", "tools/docs/config_docs.ts", "--check"] },
  {
    name: "report schema",
    args: ["run", "--allow-all", "--quiet", "tools/docs/monitoring_schema.ts", "--check"],
  },
];

if (import.meta.main) await runTool(runGate);

async function runGate(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "no-tests": { type: "boolean", default: false },
      strict: { type: "boolean", default: false }, // a check whose program is missing fails
    },
  });
  for (const step of STEPS) {
    if (await passes(step)) continue;
    say(`FAILED: ${step.name}. To run it again: ./denow ${step.args.join(" ")}`);
    return close({ passed: 0, failed: 1, skipped: 0 });
  }
  const checks = { checks: chooseChecks(CHECKS, [], false), root: ROOT, strict: values.strict, say };
  const failed = await timed("checks", () => runChecks(checks)) ? 0 : 1;
  if (values["no-tests"]) return close({ passed: 0, failed, skipped: 0 });
  const outcome = await timed("tests", () => runTests([], true));
  if (outcome.failed > 0) say("FAILED: tests. To run them again: ./denow task test [FILE]");
  close({ ...outcome, failed: outcome.failed + failed }); // tests tell more beside a failed check than it does alone
}

function close(outcome: TestOutcome): void {
  if (outcome.failed > 0) process.exitCode = EXIT.fault;
  say(closingLine(outcome));
}

/** Runs a step in silence; shows what it said only when it fails. */
async function passes(step: Step): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    cwd: ROOT,
    env: { RUST_BACKTRACE: "0" },
  });
  const { success, stdout, stderr } = await timed(step.name, () => command.output());
  if (!success) {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
  }
  return success;
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(`${name.padEnd(14)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
