// Runs the tests: ./denow task test [--no-coverage | --lcov=FILE] [files, folders or options of `deno test`]
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { EXIT } from "../lib/errors.ts";
import { summarizeCoverage } from "./coverage_summary.ts";
import { runCommand } from "./run_command.ts";
import { runTool, say } from "./run_tool.ts";
import { closingLine, readOutcome, skippedTests, type TestOutcome } from "./test_outcome.ts";
import { setUpTests } from "./test_setup.ts";
import { removeTornCoverage } from "./torn_coverage.ts";

const ROOT_URL = new URL("..", import.meta.url);
const ROOT = fileURLToPath(ROOT_URL);

/** The option that names a file for the coverage, in lcov's format with paths from the root. */
const LCOV = "--lcov=";

/** The rooms whose coverage counts. */
const COVERED = ["lib", "pipeline", "tracking", "reports", "server", "commands", "main"];

/**
 * Runs tests and doc examples, shows what `deno test` prints, then what was skipped and the coverage.
 *
 * @param args files, folders or options for `deno test`; all tests unless told
 * @param lcov where to keep the coverage as lcov, when it is wanted
 */
export async function runTests(
  args: readonly string[],
  withCoverage: boolean,
  lcov?: string,
): Promise<TestOutcome> {
  const { environment, missing } = await setUpTests(ROOT_URL);
  const work = await Deno.makeTempDir({ prefix: "taxi-tests-" });
  try {
    const [report, coverage] = [join(work, "junit.xml"), join(work, "coverage")];
    // Types are checked by the gate's own step, doc examples with them.
    const options = ["--allow-all", "--doc", "--no-check", "--parallel", `--junit-path=${report}`];
    if (withCoverage) options.push(`--coverage=${coverage}`, "--coverage-raw-data-only");
    const outcome = await denoTest([...options, ...args], environment);
    if (withCoverage) say(await coverageSummary(coverage, lcov));
    for (const name of await readSkipped(report)) say(`SKIPPED: ${name}`);
    for (const line of missing) say(`MISSING: ${line}`);
    return outcome;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function denoTest(args: readonly string[], environment: Record<string, string>): Promise<TestOutcome> {
  const color = process.stdout.isTTY && !Deno.noColor ? { FORCE_COLOR: "1" } : undefined;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", ...args],
    cwd: ROOT,
    env: { RUST_BACKTRACE: "0", ...environment, ...color },
    stdin: "null",
    stdout: "piped",
  });
  const child = command.spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    process.stdout.write(text);
    output += text;
  }
  return readOutcome(output, (await child.status).code);
}

async function coverageSummary(folder: string, lcov?: string): Promise<string> {
  const include = `--include=^${ROOT_URL.href}(${COVERED.join("|")})[/.]`;
  const args = ["coverage", "--lcov", "--quiet", include, String.raw`--exclude=_test\.ts$`, folder];
  const torn = await removeTornCoverage(folder);
  if (torn > 0) {
    say(`Coverage: ${torn} of the processes that tests killed were just writing theirs, it does not count`);
  }
  const report = await runCommand(Deno.execPath(), args);
  if (lcov !== undefined) await Deno.writeTextFile(lcov, `${report.replaceAll(`SF:${ROOT}`, "SF:")}\n`);
  return summarizeCoverage(report, ROOT);
}

async function readSkipped(report: string): Promise<string[]> {
  try {
    return skippedTests(await Deno.readTextFile(report));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // the run broke off, which its outcome tells
    throw error;
  }
}

if (import.meta.main) {
  await runTool(async () => {
    const args = Deno.args.filter((arg) => arg !== "--no-coverage" && !arg.startsWith(LCOV));
    const lcov = Deno.args.find((arg) => arg.startsWith(LCOV))?.slice(LCOV.length);
    const outcome = await runTests(args, !Deno.args.includes("--no-coverage"), lcov);
    process.exitCode = outcome.failed === 0 ? EXIT.done : EXIT.fault;
    say(closingLine(outcome));
  });
}
