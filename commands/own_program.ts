/** A program and its arguments. */
export interface ProgramCommand {
  /** Path of the executable. */
  readonly program: string;
  /** What it is given. */
  readonly args: readonly string[];
}

/** This program again, compiled or run from its source, with other words. */
export function ownProgram(words: readonly string[]): ProgramCommand {
  const program = Deno.execPath();
  if (Deno.build.standalone) return { program, args: words };
  return { program, args: ["run", "--quiet", "--allow-all", "--no-check", Deno.mainModule, ...words] };
}
