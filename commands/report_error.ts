import process from "node:process";
import { EXIT, TaxiError } from "../lib/errors.ts";

/**
 * Tells a failed command's error on stderr: its sentence and, for usage errors, the command to type. With `TAXI_DEBUG` set the
 * cause and the stack follow.
 *
 * @returns the exit code
 */
export function reportError(error: unknown): number {
  const lines = [`taxi: ${message(error)}`];
  if (error instanceof TaxiError && error.hint !== undefined) lines.push(`Try: ${error.hint}`);
  if (Deno.env.has("TAXI_DEBUG")) lines.push(...stacks(error));
  else if (!(error instanceof TaxiError)) {
    lines.push("This is a fault in taxi: set TAXI_DEBUG=1 to see where.");
  }
  process.stderr.write(lines.join("\n") + "\n");
  return error instanceof TaxiError ? error.exit : EXIT.fault;
}

function message(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const full = (error as NodeJS.ErrnoException).code;
  if (full === "ENOSPC") return `The disk is full: ${error.message}`;
  return error.message;
}

function stacks(error: unknown): string[] {
  const lines: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    lines.push(current.stack ?? current.message);
  }
  return lines;
}
