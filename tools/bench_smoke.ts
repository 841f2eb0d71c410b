// Runs every bench once with tiny sizes, so that none rots: ./denow task bench:smoke [NAMES]
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findWrk } from "../bench/wrk.ts";
import { EXIT, TaxiError, UsageError } from "../lib/errors.ts";
import { runCommand } from "./run_command.ts";
import { runTool, say } from "./run_tool.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const ONE_ROUND = ["--rounds", "1", "--warmup", "0"];

/** The smallest run of each bench, by its name in deno.json. */
export const SMALLEST: Readonly<Record<string, readonly string[]>> = {
  "bench:measure": ["true", "true", ...ONE_ROUND],
  "bench:startup": ONE_ROUND,
  "bench:scale": ["--rows", "8000", ...ONE_ROUND],
  "bench:ref": ["HEAD", "--rows", "2000", ...ONE_ROUND],
  "bench:train": ["--synthetic", "2000", ...ONE_ROUND],
  "bench:serve": ["--rows", "2000", "--requests", "3", ...ONE_ROUND],
  "bench:load": ["--rows", "2000", "--seconds", "1", "--memory-requests", "1", ...ONE_ROUND],
  "bench:batch": ["--rows", "20000", "--train-rows", "2000", ...ONE_ROUND],
  "bench:swap": ["--rows", "2000", "--rate", "200", "--swaps", "2", ...ONE_ROUND],
  "bench:drain": ["--rows", "2000", "--rate", "500", "--seconds", "1", ...ONE_ROUND],
  "bench:report": ["--synthetic", "2000", "--rows", "1500", ...ONE_ROUND],
  "bench:report:scale": ["--rows", "2000,4000", "--levels", "30", ...ONE_ROUND],
  "bench:tracker": ["--runs", "5", "--batches", "1", "--reads", "2", "--seconds", "0.2", ...ONE_ROUND],
  "bench:tracker:scale": ["--runs", "20", "--metrics", "9", "--reads", "1", ...ONE_ROUND],
  "bench:tracker:kill": ["--seconds", "1", ...ONE_ROUND],
  "bench:flows": ["--tasks", "8", "--at-once", "2", "--sequential", "2", ...ONE_ROUND],
  "bench:soak": ["--rows", "2000", "--rate", "100", "--minutes", "0.1"],
};

/** What each bench measures is a process, by a launcher in Python; these need something besides. */
const NEEDED: Readonly<Record<string, () => Promise<unknown>>> = { "bench:load": findWrk };

/**
 * Runs one bench for one round.
 *
 * @param smallest its arguments
 * @throws TaxiError when it fails, or prints no figures
 */
export async function tryBench(name: string, smallest = SMALLEST[name]): Promise<void> {
  const args = ["task", "--quiet", name, ...smallest, "--json"];
  const { comparison, summaries } = JSON.parse(await runCommand(Deno.execPath(), args, { cwd: ROOT }));
  const measured = [comparison, ...summaries ?? []].some((table) => table?.metrics?.length > 0);
  if (measured) return;
  throw new TaxiError(`${name} measured nothing, expected figures`, { code: "bench_smoke" });
}

/** What it needs and does not find, as a sentence. */
async function missingFor(name: string): Promise<string | undefined> {
  try {
    await NEEDED[name]?.();
  } catch (error) {
    if (error instanceof TaxiError) return error.message;
    throw error;
  }
}

async function hasPython(): Promise<boolean> {
  try {
    await runCommand("python3", ["--version"]);
  } catch (error) {
    if (error instanceof TaxiError) return false;
    throw error;
  }
  return true;
}

async function tryBenches(names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (!Object.hasOwn(SMALLEST, name)) {
      throw new UsageError(
        `There is no bench "${name}", expected some of ${Object.keys(SMALLEST).join(", ")}`,
      );
    }
  }
  if (!await hasPython()) {
    return say(`SKIPPED: ${names.join(", ")}: python3 measures their processes and was not found`);
  }
  for (const name of names) {
    const missing = await missingFor(name);
    if (missing !== undefined) {
      say(`SKIPPED: ${name}: ${missing}`);
      continue;
    }
    const start = performance.now();
    const fault = await tryBench(name).then(() => undefined, (error: Error) => error);
    say(
      `${name.padEnd(14)} ${
        fault === undefined ? `${((performance.now() - start) / 1000).toFixed(1)} s` : "failed"
      }`,
    );
    if (fault === undefined) continue;
    say(`FAILED: ${name}: ${fault.message}\nTo run it again: ./denow task bench:smoke ${name}`);
    process.exitCode = EXIT.fault;
  }
}

if (import.meta.main) {
  await runTool(() => {
    const { positionals } = parseArgs({ allowPositionals: true });
    return tryBenches(positionals.length > 0 ? positionals : Object.keys(SMALLEST));
  });
}
