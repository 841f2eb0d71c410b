// The whole gate: ./denow task ok
import process from "node:process";
import { fileURLToPath } from "node:url";
import { EXIT } from "../lib/errors.ts";
import { runTool, say } from "./run_tool.ts";
import { runTests } from "./test.ts";
import { closingLine } from "./test_outcome.ts";

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
  { name: "command help", args: ["run", "--allow-all", "--quiet", "tools/cli_docs.ts", "--check"] },
  { name: "metrics page", args: ["run", "--allow-all", "--quiet", "tools/metrics_docs.ts", "--check"] },
];

if (import.meta.main) await runTool(runGate);

async function runGate(): Promise<void> {
  for (const step of STEPS) {
    if (await passes(step)) continue;
    say(`FAILED: ${step.name}. To run it again: ./denow ${step.args.join(" ")}`);
    process.exitCode = EXIT.fault;
    return say(closingLine({ passed: 0, failed: 1, skipped: 0 }));
  }
  const outcome = await timed("tests", () => runTests([], true));
  if (outcome.failed > 0) {
    say("FAILED: tests. To run them again: ./denow task test [FILE]");
    process.exitCode = EXIT.fault;
  }
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
