import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";
import type { LogOverflow } from "../server/prediction_service.ts";
import { DEFAULT_CAPACITY } from "../tracking/open_prediction_queue.ts";
import type { LogLimits } from "../tracking/prediction_retention.ts";
import { parseSpan } from "./time_options.ts";

/** How much of the log is kept, as the command line has it. */
export interface LogLimitOptions {
  /** Milliseconds. */
  readonly logKeep?: number;
  /** Bytes. */
  readonly logMaxSize?: number;
}

/** How a server logs, as the command line has it. */
export interface ServeLogOptions extends LogLimitOptions {
  /** What happens when the log has no room. */
  readonly logOverflow: LogOverflow;
  /** Rows that may wait to be committed. */
  readonly logQueue: number;
}

/** Every request fits into the queue. */
const LEAST_QUEUE = 16_384;
const MOST_QUEUE = 4_194_304;

const SIZES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** Description of `--log-keep`, the same everywhere. */
export const LOG_KEEP_OPTION = [
  "--log-keep <time>",
  "remove predictions that are older: minutes, hours, days or weeks, such as 90d (default: keep all)",
] as const;

/** Description of `--log-max-size`, the same everywhere. */
export const LOG_MAX_SIZE_OPTION = [
  "--log-max-size <size>",
  "remove the oldest predictions while the log is larger, such as 2GB (default: no limit)",
] as const;

/**
 * Adds the options of {@linkcode ServeLogOptions} to a command.
 *
 * Their values are read by {@linkcode logOptions}: so many more in the type of one command would keep the type checker busy for
 * minutes.
 */
export function addLogOptions(command: CommandUnknownOpts): void {
  command
    .option(
      "--log-overflow <policy>",
      "when the log cannot keep up: block (wait, then answer 503) or drop (answer, count and do not log)",
      parseOverflow,
      "block",
    )
    .option(
      "--log-queue <rows>",
      "predictions that may wait to be committed, in memory",
      parseQueue,
      DEFAULT_CAPACITY,
    )
    .option(...LOG_KEEP_OPTION, parseSpan)
    .option(...LOG_MAX_SIZE_OPTION, parseLogMaxSize);
}

/** The values of a command to which {@linkcode addLogOptions} were added. */
export function logOptions(command: CommandUnknownOpts): ServeLogOptions {
  return command.opts() as unknown as ServeLogOptions;
}

/** What the log takes of these options; none that were not given. */
export function logLimits({ logKeep, logMaxSize }: LogLimitOptions): LogLimits {
  return {
    ...(logKeep === undefined ? {} : { keepMilliseconds: logKeep }),
    ...(logMaxSize === undefined ? {} : { maxBytes: logMaxSize }),
  };
}

/** Bytes of `2GB`. @throws UsageError */
export function parseLogMaxSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text) ?? [];
  const size = Object.entries(SIZES).find(([name]) => name.toLowerCase() === unit?.toLowerCase())?.[1];
  const bytes = Math.round(Number(number) * (size ?? NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new UsageError(`Cannot read "${text}": expected a size such as 500MB or 2GB`);
}

function parseOverflow(text: string): LogOverflow {
  if (text === "block" || text === "drop") return text;
  throw new UsageError(`Cannot read --log-overflow "${text}": expected block or drop`);
}

function parseQueue(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= LEAST_QUEUE && rows <= MOST_QUEUE) return rows;
  throw new UsageError(
    `Cannot read --log-queue "${text}": expected a number of predictions from ${LEAST_QUEUE} to ${MOST_QUEUE}`,
  );
}
