import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { createProgram } from "../main.ts";

/** Parses a call as `taxi` does, with every command doing nothing. @returns what the parser says against it */
export async function callFault(words: readonly string[]): Promise<string | undefined> {
  const program = await createProgram(words.find((word) => !word.startsWith("-")));
  doNothing(program);
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    const { exitCode, message } = error as Error & { exitCode?: number };
    return exitCode === 0 ? undefined : message; // help and version end with 0
  }
}

function doNothing(command: CommandUnknownOpts): void {
  command.configureOutput({ writeOut: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  command.commands.forEach(doNothing);
}
