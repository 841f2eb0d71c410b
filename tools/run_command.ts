import { TaxiError } from "../lib/errors.ts";

/** How {@linkcode runCommand} runs a program. */
export interface RunOptions {
  /** Working folder; this process's own unless told. */
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program of the developer's tools and gives what it printed on stdout, trimmed.
 *
 * @throws TaxiError with what it printed on stderr, when it is missing or fails
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const command = new Deno.Command(program, {
    args: [...args],
    ...options,
    env: { ...options.env, NO_COLOR: "1", RUST_BACKTRACE: "0" }, // what it says on stderr becomes an error's sentence
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await finish(program, command);
  const decoder = new TextDecoder();
  if (code !== 0) {
    const said = decoder.decode(stderr).trim();
    throw new TaxiError(`"${program} ${args.join(" ")}" ended with exit code ${code}: ${said}`, {
      code: "tool",
    });
  }
  return decoder.decode(stdout).trim();
}

async function finish(program: string, command: Deno.Command): Promise<Deno.CommandOutput> {
  try {
    return await command.output();
  } catch (cause) {
    throw new TaxiError(`Cannot run "${program}": ${(cause as Error).message}`, { code: "tool", cause });
  }
}
