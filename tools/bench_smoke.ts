// Runs every bench once with tiny sizes, so that none rots: ./denow task bench:smoke [NAMES]
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EXIT, TaxiError, UsageError } from "../lib/errors.ts";
import { runCommand } from "./run_command.ts";
import { runTool, say } from "./run_tool.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The smallest run of each bench, by its name in deno.json. */
export const SMALLEST: Readonly<Record<string, readonly string[]>> = {
  "bench:measure": ["true", "true"],
  "bench:startup": [],
  "bench:scale": ["--rows", "8000"],
  "bench:ref": ["HEAD", "--rows", "2000"],
  "bench:train": ["--synthetic", "2000"],
  "bench:serve": ["--rows", "2000", "--requests", "3"],
};

/**
 * Runs one bench for one round.
 *
 * @param smallest its arguments
 * @throws TaxiError when it fails, or prints no comparison with figures
 */
export async function tryBench(name: string, smallest = SMALLEST[name]): Promise<void> {
  const round = ["--rounds", "1", "--warmup", "0", "--json"];
  const args = ["task", "--quiet", name, ...smallest, ...round];
  const { comparison } = JSON.parse(await runCommand(Deno.execPath(), args, { cwd: ROOT }));
  if (comparison?.metrics?.length > 0) return;
  throw new TaxiError(`${name} compared nothing, expected figures of both sides`, { code: "bench_smoke" });
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
