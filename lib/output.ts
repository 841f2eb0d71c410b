import process from "node:process";
import { typedCommand } from "./typed_command.ts";

/** Where a command's words go: results to stdout, or with `--json` one document to stdout and all words to stderr. */
export interface Output {
  /** Whether stdout is for one JSON document, so that no other word may go there. */
  readonly json: boolean;
  /** A line for people. */
  say(line?: string): void;
  /** Aligned rows for people; the first row is the heading, numbers align right. */
  table(rows: readonly (readonly string[])[]): void;
  /** The next useful command, beginning with `taxi`. */
  next(command: string): void;
  /** The command's one JSON document; nothing without `--json`. */
  document(value: unknown): void;
}

/**
 * The output of one command. Words are styled on a terminal only, and never with `NO_COLOR` set.
 *
 * @param json whether stdout is for one JSON document
 */
export function createOutput(json: boolean): Output {
  const stream = json ? process.stderr : process.stdout;
  const style = (code: string, text: string) => useColor(stream.isTTY) ? `\x1b[${code}m${text}\x1b[0m` : text;
  const say = (line = "") => void stream.write(line + "\n");
  return {
    json,
    say,
    table: (rows) => alignRows(rows).forEach((line, i) => say(i === 0 ? style("2", line) : line)),
    next: (command) => say(`\nNext: ${style("1", typedCommand(command))}`),
    document: (value) => void (json && process.stdout.write(JSON.stringify(value, null, 2) + "\n")),
  };
}

/** Rows as lines with columns of equal width, two spaces apart; a column of numbers aligns right. */
export function alignRows(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from(
    { length: columns },
    (_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)),
  );
  const right = widths.map((_, i) =>
    rows.length > 1 && rows.slice(1).every((row) => /^[-+−]?[\d.,]*%?$/.test(row[i] ?? ""))
  );
  return rows.map((row) =>
    widths.map((width, i) => right[i] ? (row[i] ?? "").padStart(width) : (row[i] ?? "").padEnd(width)).join(
      "  ",
    ).trimEnd()
  );
}

function useColor(isTerminal: boolean): boolean {
  return isTerminal && !Deno.noColor;
}
