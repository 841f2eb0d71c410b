import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** What a shell has to know of one command. */
export interface CommandOutline {
  /** Its words after `taxi`; empty for `taxi` itself. */
  readonly path: readonly string[];
  /** What comes next on the command line: subcommands with their summaries. */
  readonly subcommands: readonly Described[];
  readonly options: readonly OptionOutline[];
}

/** A word to complete, and what it means. */
export interface Described {
  readonly word: string;
  readonly description: string;
}

/** A long option, such as `--port`. */
export interface OptionOutline extends Described {
  /** What follows it: nothing, a path of a file or folder, or another value, which no shell can guess. */
  readonly value: "none" | "path" | "other";
}

/** Placeholders of values that may be paths. */
const PATHS = /<(file|folder|data|model|source)>/;

/** Every command below `program`, which has all of them loaded, `program` first. */
export function outlineCommands(program: CommandUnknownOpts, path: readonly string[] = []): CommandOutline[] {
  const help = program.createHelp();
  const outline: CommandOutline = {
    path,
    subcommands: help.visibleCommands(program).map((command) => ({
      word: command.name(),
      description: command.description(),
    })),
    options: help.visibleOptions(program).flatMap(({ long, flags, description, required, optional }) =>
      long ? [{ word: long, description, value: required || optional ? valueOf(flags) : "none" }] : []
    ),
  };
  const below = program.commands.flatMap((command) => outlineCommands(command, [...path, command.name()]));
  return [outline, ...below];
}

function valueOf(flags: string): "path" | "other" {
  return PATHS.test(flags) ? "path" : "other";
}
