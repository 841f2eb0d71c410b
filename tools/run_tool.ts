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

/**
 * Runs a developer's tool: a {@linkcode TaxiError} or an unknown option becomes a sentence and an exit code, anything
 * else a stack trace.
 */
export async function runTool(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code, message, stack } = error as NodeJS.ErrnoException;
    const isUsage = code?.startsWith("ERR_PARSE_ARGS") ?? false;
    process.exitCode = error instanceof TaxiError ? error.exit : isUsage ? EXIT.usage : EXIT.fault;
    warn(error instanceof TaxiError || isUsage ? `error: ${message}` : String(stack));
  }
}
