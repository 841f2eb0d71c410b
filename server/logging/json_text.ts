/**
 * A value as JSON on one line: with JSON's own escapes, and those of what JSON allows but a terminal or a reader of lines may
 * act on.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
