import { problem, ProblemError } from "../problem.ts";

/** Longest line, bytes: a hundred times a trip. */
export const MAX_LINE_BYTES = 65_536;
const NEWLINE = 0x0a;

/** Cuts bytes into lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest: Uint8Array[] = [];
  #restBytes = 0;

  /**
   * Takes the next bytes.
   *
   * @returns the lines that end in them
   * @throws ProblemError 413 when a line gets too long
   */
  push(part: Uint8Array): string[] {
    const last = part.lastIndexOf(NEWLINE);
    if (last === -1) {
      this.#keep(part);
      return [];
    }
    const text = this.#takeRest(part.subarray(0, part.indexOf(NEWLINE))) +
      this.#decoder.decode(part.subarray(part.indexOf(NEWLINE), last));
    this.#keep(part.subarray(last + 1));
    return text.split("\n");
  }

  /** The line that no newline ends; empty when there is none. */
  end(): string {
    return this.#takeRest(new Uint8Array());
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#restBytes += part.length;
    if (this.#restBytes > MAX_LINE_BYTES) {
      throw new ProblemError(problem(
        413,
        "body_too_large",
        `Cannot read the body: a line is too long, expected at most ${MAX_LINE_BYTES} bytes`,
      ));
    }
    this.#rest.push(part);
  }

  #takeRest(end: Uint8Array): string {
    const decode = (part: Uint8Array) => this.#decoder.decode(part, { stream: true });
    const text = this.#rest.map(decode).join("") + decode(end) + this.#decoder.decode();
    this.#rest = [];
    this.#restBytes = 0;
    return text;
  }
}
