import { ownProgram } from "../own_program.ts";

/** Whose run it is. */
export interface RunPlace {
  readonly home: string;
  /** Words of the command line that say where runs, models and artifacts are kept; none for the home. */
  readonly words: readonly string[];
}

/**
 * Begins a run that is written down in a process of its own: what happens to it happens to no other run, nor to whoever began it.
 *
 * @param from task from which on everything is done again; the first unfinished one unless told
 * @returns fulfilled when the process has ended, however it did: its records tell how
 */
export async function startRunProcess(
  flowRunId: string,
  { home, words }: RunPlace,
  from?: string,
): Promise<void> {
  const { program, args } = ownProgram([
    "flow",
    "resume",
    flowRunId,
    ...from === undefined ? [] : ["--from", from],
    "--home",
    home,
    ...words,
  ]);
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: Deno.build.os !== "windows", // Ctrl-C at whoever began it is not meant for it
  });
  await command.spawn().status;
}

/** Those of this process's own words that give one of the options its value, as they were given: an address may have a password. */
export function wordsOf(options: readonly string[], words: readonly string[] = Deno.args): string[] {
  return words.flatMap((word, i) => {
    if (options.includes(word) && i + 1 < words.length) return [word, words[i + 1]];
    return options.some((option) => word.startsWith(`${option}=`)) ? [word] : [];
  });
}
