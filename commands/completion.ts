import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import process from "node:process";
import { UsageError } from "../lib/errors.ts";
import { createCommand } from "./command.ts";
import { bashScript } from "./completion/bash_script.ts";
import { outlineCommands } from "./completion/command_outline.ts";
import { fishScript } from "./completion/fish_script.ts";
import { zshScript } from "./completion/zsh_script.ts";

/** The shells that completion is written for. */
export const COMPLETIONS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * `taxi completion`.
 *
 * @param wholeProgram gives `taxi` with every command loaded
 */
export function completionCommand(wholeProgram: () => Promise<CommandUnknownOpts>) {
  return createCommand(
    "completion",
    "Print the script by which a shell completes taxi's commands and options.",
    {
      example: "taxi completion bash > ~/.local/share/bash-completion/completions/taxi",
    },
  )
    .argument("<shell>", Object.keys(COMPLETIONS).join(", "), parseShell)
    .action(async (shell) => {
      process.stdout.write(COMPLETIONS[shell](outlineCommands(await wholeProgram())));
    });
}

function parseShell(text: string): keyof typeof COMPLETIONS {
  if (Object.hasOwn(COMPLETIONS, text)) return text as keyof typeof COMPLETIONS;
  const known = Object.keys(COMPLETIONS).join(", ");
  throw new UsageError(`Cannot complete for the shell "${text}": expected one of ${known}`);
}
