import process from "node:process";
import { EXIT, TaxiError } from "../lib/errors.ts";

/** Prints a line on stdout. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line on stderr. */
export function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs a developer's tool: a {@linkcode TaxiError} becomes its sentence and exit code, anything else a stack trace. */
export async function runTool(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = error instanceof TaxiError ? error.exit : EXIT.fault;
    warn(error instanceof TaxiError ? `error: ${error.message}` : String((error as Error).stack));
  }
}
