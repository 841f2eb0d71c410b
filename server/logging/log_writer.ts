import sonicBoom from "sonic-boom";

/** Takes whole lines and writes them beside the work, some at a time. */
export interface LogWriter {
  /** Takes over one line, without its end. Never waits, never throws. */
  write(line: string): void;
  /** Lines that found no room, since whoever reads the log was too slow or has gone. */
  dropped(): number;
  /** Writes what is left, unless the reader does not take it within the time; then it is lost. */
  close(): Promise<void>;
}

/** How a {@linkcode LogWriter} writes; the defaults are for a server's stderr. */
export interface LogWriterOptions {
  /** Open for writing; 2 is stderr. */
  readonly fd: number;
  /** Characters that may wait; lines that do not fit are dropped. */
  readonly capacity?: number;
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
const MAX_WRITE = WRITE_AT * 2;

/** A log on a file descriptor. A reader that stands still costs lines, never an answer. */
export function openLogWriter(options: LogWriterOptions): LogWriter {
  const { fd, capacity = CAPACITY, interval = INTERVAL_MILLISECONDS } = options;
  const stream = new sonicBoom.SonicBoom({
    fd,
    minLength: Math.min(WRITE_AT, capacity >> 1),
    maxWrite: MAX_WRITE,
    maxLength: capacity,
  });
  let dropped = 0, told = 0, closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (!closed) stream.flush();
  };
  const write = (line: string) => {
    stream.write(line + "\n");
    timer ??= setTimeout(flush, interval);
  };
  stream.on("drop", () => void dropped++);
  stream.on("error", () => {}); // the reader has gone; what it will not read is dropped once the room is used up
  stream.on("drain", () => {
    if (closed || dropped === told) return;
    const lost = dropped - told;
    told = dropped;
    write(options.lossLine(lost));
  });
  return {
    write: (line) => void (closed ? dropped++ : write(line)),
    dropped: () => dropped,
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      const ended = new Promise<void>((resolve) => void stream.once("close", resolve));
      stream.end();
      await within(ended, options.closeMilliseconds ?? CLOSE_MILLISECONDS);
    },
  };
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  const timeUp = Promise.withResolvers<void>();
  const timer = setTimeout(timeUp.resolve, milliseconds);
  await Promise.race([work, timeUp.promise]);
  clearTimeout(timer);
}
