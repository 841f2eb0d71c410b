import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";
import type { LogFormat } from "../server/logging/access_line.ts";
import { openServerLog, type ServerLog } from "../server/logging/server_log.ts";

/** How a server tells what it does, as the command line has it. */
export interface ObserveOptions {
  /** Of everything that it says while it runs. */
  readonly logFormat: LogFormat;
  /** Whether it tells each answered request; only in JSON unless told. */
  readonly accessLog?: boolean;
}

/**
 * Adds the options of {@linkcode ObserveOptions} to a command.
 *
 * Their values are read by {@linkcode observeOptions}, as those of `addSocketOptions` are.
 */
export function addObserveOptions(command: CommandUnknownOpts): void {
  command
    .option(
      "--log-format <format>",
      "text for people, or json: everything on stderr, one object a line",
      parseFormat,
      "text",
    )
    .option(
      "--access-log <switch>",
      "on or off: a line on stderr for each answered request (default: on with --log-format json)",
      parseSwitch,
    );
}

/** The values of a command to which {@linkcode addObserveOptions} was applied. */
export function observeOptions(command: CommandUnknownOpts): ObserveOptions {
  return command.opts() as unknown as ObserveOptions;
}

/** What a pipe keeps in one piece, see pipe(7). */
const PIPE_BUF = 4096;

/**
 * Opens the log on stderr that `options` ask for; what it says to people goes where `out` says it.
 *
 * @param shared whether other processes write to the same stderr
 */
export function openLog({ logFormat, accessLog }: ObserveOptions, out: Output, shared: boolean): ServerLog {
  return openServerLog({
    format: logFormat,
    access: accessLog ?? logFormat === "json",
    sink: Deno.stderr,
    ...(shared ? { atOnce: PIPE_BUF } : {}),
    say: out.say,
    clock: Date.now,
  });
}

function parseFormat(text: string): LogFormat {
  if (text === "text" || text === "json") return text;
  throw new UsageError(
    `Cannot read --log-format "${text}": expected text or json`,
    "taxi serve --log-format json",
  );
}

function parseSwitch(text: string): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new UsageError(
    `Cannot read --access-log "${text}": expected on or off`,
    "taxi serve --access-log on",
  );
}
