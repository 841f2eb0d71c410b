import { UsageError } from "../lib/errors.ts";

const LONGEST_KEY = 250;
const KEY = /^[/\p{L}\p{N}_.\- :]+$/u;
const ALIAS = /^[\w-]{1,255}$/;

/**
 * Refuses keys of params, metrics and tags that MLflow's clients and pages cannot show: they become file and URL paths.
 *
 * @param kind `param`, `metric` or `tag`, for the sentence
 */
export function assertKey(kind: string, key: string): void {
  if (key.length > LONGEST_KEY) {
    throw invalid(
      `Cannot log ${kind} "${key.slice(0, 40)}...": its name has ${key.length} characters`,
      LONGEST_KEY,
    );
  }
  if (!KEY.test(key) || (/[/.]/.test(key) && key.split("/").some(isNoName))) {
    throw new UsageError(
      `Cannot log ${kind} "${key}": expected a name of letters, digits, "_", "-", ".", ":", "/" and spaces that is no path outside`,
      undefined,
      "invalid_key",
    );
  }
}

function isNoName(part: string): boolean {
  return part === "" || part === "." || part === "..";
}

/** Refuses text that is longer than MLflow stores, or that no database gives back as it was. */
export function assertText(what: string, text: string, longest: number): void {
  if (text.length > longest) throw invalid(`Cannot store ${what}: it has ${text.length} characters`, longest);
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new UsageError(
      `Cannot store ${what}: it has a NUL or half a character pair, expected Unicode text`,
      undefined,
      "invalid_text",
    );
  }
}

/** Refuses numbers that are no whole ones: steps and times. */
export function assertWhole(what: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new UsageError(
      `Cannot store ${what}: found ${value}, expected a whole number`,
      undefined,
      "invalid_number",
    );
  }
}

/** Refuses names of registered models that `models:/NAME/VERSION` and `NAME@ALIAS` could not carry. */
export function assertModelName(name: string): void {
  assertText("a registered model's name", name, 256);
  if (name.trim() === "" || /[/:@]/.test(name)) {
    throw new UsageError(
      `Cannot register a model as "${name}": expected a name without "/", ":" and "@"`,
      undefined,
      "invalid_name",
    );
  }
}

/** Refuses aliases that could be read as a version: `latest` and `v3` mean versions already. */
export function assertAlias(alias: string): void {
  if (!ALIAS.test(alias) || /^latest$|^v\d+$/i.test(alias)) {
    throw new UsageError(
      `Cannot use "${alias}" as an alias: expected letters, digits, "_" and "-", neither "latest" nor "v" and a number`,
      undefined,
      "invalid_alias",
    );
  }
}

function invalid(found: string, longest: number): UsageError {
  return new UsageError(`${found}, expected at most ${longest}`, undefined, "too_long");
}
