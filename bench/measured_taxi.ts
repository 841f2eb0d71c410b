import { dirname, join } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { statFile } from "../lib/stat_file.ts";
import type { CommandLine } from "./measured_command.ts";

const PROJECT = dirname(import.meta.dirname!);

/** The option that names a binary for {@linkcode taxiUnderTest}. */
export const TAXI_OPTION = [
  "--taxi <path>",
  "compiled taxi to measure (default: dist/taxi, else deno run)",
] as const;

/** Which `taxi` is measured, and how it is started. */
export interface TaxiUnderTest {
  /** Program and leading arguments; the command's own arguments follow. */
  readonly argv: readonly string[];
  /** One executable, as a user gets it. */
  readonly compiled: boolean;
  /** For a person: which of them it is. */
  readonly description: string;
}

/**
 * The compiled binary that is asked for, else `dist/taxi`, else this checkout by `deno run`.
 *
 * @throws UsageError when the binary asked for does not exist
 */
export async function taxiUnderTest(path?: string): Promise<TaxiUnderTest> {
  const binary = path ?? join(PROJECT, "dist", "taxi");
  if ((await statFile(binary))?.isFile) {
    return { argv: [binary], compiled: true, description: `the binary ${binary}` };
  }
  if (path !== undefined) {
    throw new UsageError(`Cannot find "${path}": expected a compiled taxi`, "deno task compile");
  }
  return taxiFromSource(PROJECT);
}

/** A checkout's `taxi`, run by the Deno that runs this. */
export function taxiFromSource(checkout: string): TaxiUnderTest {
  return {
    argv: [Deno.execPath(), "run", "--quiet", "-A", join(checkout, "main.ts")],
    compiled: false,
    description: `deno run in ${checkout}, not a compiled binary`,
  };
}

/** One `taxi` command. */
export function taxiCommand(taxi: TaxiUnderTest, name: string, args: readonly string[]): CommandLine {
  return { name, argv: [...taxi.argv, name, ...args] };
}
