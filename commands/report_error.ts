import process from "node:process";
import { EXIT, TaxiError } from "../lib/errors.ts";
import { systemFault } from "../lib/system_fault.ts";
import { typedCommand } from "../lib/typed_command.ts";

/**
 * Tells a failed command's error on stderr: its sentence and, for usage errors, the command to type. With `TAXI_DEBUG` set the
 * cause and the stack follow.
 *
 * @returns the exit code
 */
export function reportError(thrown: unknown): number {
  const error = systemFault(thrown) ?? thrown;
  const lines = [`taxi: ${error instanceof Error ? error.message : String(error)}`];
  if (error instanceof TaxiError && error.hint !== undefined) lines.push(`Try: ${typedCommand(error.hint)}`);
  if (Deno.env.get("TAXI_DEBUG")) lines.push(...stacks(error));
  else if (!(error instanceof TaxiError)) {
    lines.push("This is a fault in taxi: set TAXI_DEBUG=1 to see where.");
  }
  process.stderr.write(lines.join("\n") + "\n");
  return error instanceof TaxiError ? error.exit : EXIT.fault;
}

function stacks(error: unknown): string[] {
  const lines: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    lines.push(current.stack ?? current.message);
  }
  return lines;
}
