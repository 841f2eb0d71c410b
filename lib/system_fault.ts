import { TaxiError } from "./errors.ts";

/** How Deno and the embedded engine tell a refusal of the operating system; the call and its path come from Deno only. */
const REFUSAL =
  /^(?<reason>.*?) \(os error (?<number>\d+)\)(?:: (?<call>\w+) '(?<path>.*?)'(?: -> '(?<target>.*)')?)?/s;

/** What the system's commonest refusals of a file mean, by their number, which Linux and macOS share. */
const MEANINGS: Readonly<Record<string, string>> = {
  2: "there is no such file or folder",
  13: "permission is denied",
  17: "a file of that name is in the way",
  20: "a part of the path is a file, expected a folder",
  21: "it is a folder, expected a file",
  28: "the disk is full",
  30: "the file system is read-only",
};

/**
 * A refusal of the operating system (full disk, missing permission, a folder where a file should be) as a sentence for people.
 *
 * @param doing what was tried, such as `Cannot write "model.taxi"`; taken from the error unless told
 * @returns undefined when the error is none of the system's refusals
 */
export function systemFault(error: unknown, doing?: string): TaxiError | undefined {
  if (!(error instanceof Error) || error instanceof TaxiError) return undefined;
  const found = REFUSAL.exec(error.message)?.groups;
  if (found === undefined) return undefined;
  const path = found.target ?? found.path;
  const tried = doing ??
    (path === undefined ? "The operating system refuses" : `Cannot ${found.call} "${path}"`);
  const meaning = MEANINGS[found.number] ?? found.reason[0].toLowerCase() + found.reason.slice(1);
  return new TaxiError(`${tried}: ${meaning}`, {
    code: found.number === "28" ? "disk_full" : "system",
    cause: error,
  });
}
