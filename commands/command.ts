import { Command } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";
import { shellWord } from "../lib/shell_word.ts";

export { shellWord };

/** What each command shows under its options. */
export interface HelpTail {
  /** A command line of the journey that runs as it stands. */
  readonly example: string;
  /** What exit codes mean here besides 0, 1 and 2. */
  readonly exitCodes?: string;
}

/** A command with the options that all share; they come last in its help. */
export function createCommand(name: string, summary: string, { example, exitCodes }: HelpTail) {
  return new Command(name)
    .description(summary)
    .addHelpText("after", () => {
      const codes = `0 done, 1 fault, 2 usage${exitCodes ? `, ${exitCodes}` : ""}`;
      return `\nExit codes: ${codes}\n\nExample:\n  $ ${example}`;
    });
}

/** Description of `--taxi`, the same everywhere. */
export const TAXI_OPTION = ["--taxi <kind>", "green or yellow", "green"] as const;

/** Description of `--home`, the same everywhere. */
export const HOME_OPTION = [
  "--home <folder>",
  "where everything is kept (default: TAXI_HOME, else .taxi in the working folder)",
] as const;

/** Description of `--json`, the same everywhere. */
export const JSON_OPTION = ["--json", "print one JSON document on stdout, words on stderr"] as const;

/** A positive whole number. @throws UsageError */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`Cannot read "${text}": expected a whole number of 1 or more`);
  }
  return count;
}

/** This process's command line, as a person would type it again; what can be a secret of it is left out. */
export function commandLine(): string {
  return ["taxi", ...withoutSecrets(Deno.args).map(shellWord)].join(" ");
}

/** Options whose value is an address that tells a secret. */
const SECRET_OPTIONS: readonly string[] = ["--webhook", "--tracking"];

/**
 * Words of a command line without the path and query of a webhook's address, for whoever knows them can post there, and without
 * all but the host of a database.
 */
export function withoutSecrets(words: readonly string[]): string[] {
  return words.map((word, i) => {
    if (SECRET_OPTIONS.includes(words[i - 1])) return hideSecret(word);
    const option = SECRET_OPTIONS.find((option) => word.startsWith(`${option}=`));
    return option ? `${option}=${hideSecret(word.slice(option.length + 1))}` : word;
  });
}

function hideSecret(address: string): string {
  const url = URL.parse(address);
  return url === null ? "/..." : `${url.protocol}//${url.host}/...`;
}

/** What a next command says of the home, ready to be appended: nothing where `--home` was not given. */
export function homeWords(home: string | undefined): string {
  return home === undefined ? "" : ` --home ${shellWord(home)}`;
}
