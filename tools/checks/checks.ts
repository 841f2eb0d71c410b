// Checks beyond Deno's own: ./denow task checks [--list] [--only NAME] [--all] [--strict]
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EXIT, TaxiError, UsageError } from "../../lib/errors.ts";
import { type Check, CHECKS } from "./check_list.ts";
import { CheckPrograms } from "./check_program.ts";
import { runTool, say } from "../run_tool.ts";
import { trackedFiles } from "./tracked_files.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What came of one check. */
export type CheckResult =
  | { readonly end: "passed" | "no files" }
  | { readonly end: "failed"; readonly output: string }
  | { readonly end: "skipped"; readonly reason: string };

/** How {@linkcode runChecks} runs. */
export interface ChecksOptions {
  /** The checks to run. */
  readonly checks: readonly Check[];
  /** Absolute path of the git checkout. */
  readonly root: string;
  /** A check whose program is missing fails instead of being skipped. */
  readonly strict: boolean;
  /** Hears a line. */
  readonly say: (line: string) => void;
}

/**
 * Runs checks one after the other. Each prints `name  1.2 s`; one that fails prints its output and how to run it alone, and
 * one whose program cannot be had on this machine is named as skipped, with the reason.
 *
 * @returns whether none failed
 */
export async function runChecks({ checks, root, strict, say }: ChecksOptions): Promise<boolean> {
  const paths = await trackedFiles(root).catch(reasonOf);
  if (typeof paths === "string") {
    say(`SKIPPED: every check: ${paths}`);
    return !strict;
  }
  const programs = new CheckPrograms();
  let good = true;
  for (const check of checks) {
    const start = performance.now();
    const result = await runCheck(check, paths, programs, root);
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    say(`  ${check.name.padEnd(20)} ${result.end === "passed" ? seconds : result.end}`);
    if (result.end === "failed") say(`${result.output.trim()}\n${hint(check)}`);
    if (result.end === "skipped") say(`SKIPPED: the check ${check.name}: ${result.reason}`);
    good &&= result.end !== "failed" && (result.end !== "skipped" || !strict);
  }
  return good;
}

/** Why something cannot be had on this machine; any other error is a fault. */
function reasonOf(error: unknown): string {
  if (error instanceof TaxiError) return error.message;
  throw error;
}

function hint({ name }: Check): string {
  return `FAILED: ${name}. To run it again: ./denow task checks --only ${name}`;
}

async function runCheck(
  check: Check,
  paths: readonly string[],
  programs: CheckPrograms,
  root: string,
): Promise<CheckResult> {
  const files = check.files === undefined ? [] : paths.filter((path) => check.files!.test(path));
  if (check.files !== undefined && files.length === 0) return { end: "no files" };
  const words = await programs.find(check.program).catch(reasonOf);
  if (typeof words === "string") return { end: "skipped", reason: words };
  const [program, ...first] = words;
  const command = new Deno.Command(program, {
    args: [...first, ...check.args, ...check.finds ? [] : files],
    cwd: root,
    env: {
      NO_COLOR: "1",
      PYTHONWARNINGS: "ignore",
      ...check.program.from === "go" ? { PATH: await programs.path() } : {},
    },
    stdin: "null",
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (success) return { end: "passed" };
  return { end: "failed", output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Those of `all` with these names; without names, those of every run, or with `extra` all. */
export function chooseChecks(all: readonly Check[], names: readonly string[], extra: boolean): Check[] {
  if (names.length === 0) return all.filter((check) => extra || check.extra === undefined);
  return names.map((name) => {
    const check = all.find((one) => one.name === name);
    if (check !== undefined) return check;
    throw new UsageError(`There is no check "${name}"`, "./denow task checks --list");
  });
}

if (import.meta.main) {
  await runTool(async () => {
    const { values } = parseArgs({
      options: {
        list: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: [] },
        all: { type: "boolean", default: false },
        strict: { type: "boolean", default: false },
      },
    });
    if (values.list) {
      for (const { name, extra } of CHECKS) say(extra ? `${name} (only with --all or --only)` : name);
      return;
    }
    const checks = chooseChecks(CHECKS, values.only, values.all);
    if (!await runChecks({ checks, root: ROOT, strict: values.strict, say })) process.exitCode = EXIT.fault;
  });
}
