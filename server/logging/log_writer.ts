import { within } from "../../lib/within.ts";

/** Takes whole lines and writes them beside the work, many at a time. */
export interface LogWriter {
  /** Takes over one line, without its end. Never waits, never throws. */
  write(line: string): void;
  /** Lines that found no room, since whoever reads the log was too slow or has gone. */
  dropped(): number;
  /** Writes what is left, unless the reader does not take it within the time; then it is lost. */
  close(): Promise<void>;
}

/** Where a {@linkcode LogWriter} writes, and how; the defaults are for a server's log. */
export interface LogWriterOptions {
  /** Such as `Deno.stderr`; must not block the process while its reader stands still. */
  readonly sink: { write(bytes: Uint8Array): Promise<number> };
  /** Characters that may wait; lines that do not fit are dropped. */
  readonly capacity?: number;
  /**
   * Most characters of ASCII that are written at once, longer lines apart: a pipe that several processes write to keeps what is at
   * most PIPE_BUF, 4,096 bytes on Linux, in one piece. Everything that waits unless told.
   */
  readonly atOnce?: number;
  /** Milliseconds after which a line is written at the latest. */
  readonly interval?: number;
  /** Milliseconds that closing may take. */
  readonly closeMilliseconds?: number;
  /** The line that says how many were dropped, once there is room again. */
  readonly lossLine: (lines: number) => string;
}

const CAPACITY = 1 << 20;
const INTERVAL_MILLISECONDS = 100;
const CLOSE_MILLISECONDS = 1000;
/** Characters that are written at once, without waiting for the interval. */
const WRITE_AT = 1 << 16;
/** Of somebody else's pipe that does not block: its reader is given time. */
const RETRY_MILLISECONDS = 50;

/** A log on a stream. A reader that stands still costs lines, never an answer. */
export function openLogWriter(options: LogWriterOptions): LogWriter {
  const { sink, capacity = CAPACITY, interval = INTERVAL_MILLISECONDS, atOnce = Infinity, lossLine } =
    options;
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let waiting = 0; // characters of the lines, and of those being written
  let dropped = 0, told = 0, closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> | undefined;

  const writeOut = async () => {
    clearTimeout(timer);
    timer = undefined;
    do {
      const count = linesWithin(lines, atOnce);
      const text = lines.splice(0, count).join("\n") + "\n";
      const taken = await writeAll(sink, encoder.encode(text));
      waiting -= text.length;
      if (!taken) dropped += count;
      else if (dropped !== told) {
        add(lossLine(dropped - told));
        told = dropped;
      }
    } while (lines.length > 0 && (closed || atOnce < Infinity || waiting >= WRITE_AT));
    writing = undefined;
    if (lines.length > 0) writeLater();
  };
  const writeNow = () => {
    if (lines.length > 0) writing ??= writeOut();
  };
  const writeLater = () => {
    timer ??= setTimeout(writeNow, interval);
  };
  const add = (line: string) => {
    waiting += line.length + 1;
    lines.push(line);
  };
  return {
    write(line) {
      if (closed || waiting + line.length >= capacity) return void dropped++;
      add(line);
      if (waiting >= WRITE_AT) writeNow();
      else if (!writing) writeLater();
    },
    dropped: () => dropped,
    async close() {
      closed = true;
      writeNow();
      if (writing) await within(writing, options.closeMilliseconds ?? CLOSE_MILLISECONDS);
      clearTimeout(timer);
    },
  };
}

/** How many of the first lines have at most so many characters together, their ends among them; at least one. */
function linesWithin(lines: readonly string[], characters: number): number {
  if (characters === Infinity) return lines.length;
  let count = 0, length = 0;
  while (count < lines.length && (length += lines[count].length + 1) <= characters) count++;
  return Math.max(count, 1);
}

/** @returns whether all of it was taken; not when the reader has gone */
async function writeAll(sink: LogWriterOptions["sink"], bytes: Uint8Array): Promise<boolean> {
  for (let written = 0; written < bytes.length;) {
    try {
      written += await sink.write(bytes.subarray(written));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) return false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
    }
  }
  return true;
}
