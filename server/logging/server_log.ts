import type { FaultReporter } from "../answer_error.ts";
import type { AnsweredRequest } from "../request_handler.ts";
import { accessLine, type LogFormat } from "./access_line.ts";
import { jsonText } from "./json_text.ts";
import { type LogWriterOptions, openLogWriter } from "./log_writer.ts";

/** What a server says while it runs. */
export interface ServerLog extends AsyncDisposable {
  /** A sentence for whoever runs the server; one that begins with `taxi: ` tells of a fault. */
  readonly say: (sentence?: string) => void;
  /** A fault of the server, under the id of the request whose client was not told the cause. */
  readonly onFault: FaultReporter;
  /** A request that has been answered; undefined where these are not logged. */
  readonly onAnswer: ((answered: AnsweredRequest) => void) | undefined;
  /** Lines that were lost, since whoever reads the log was too slow. */
  readonly dropped: () => number;
}

/** How a {@linkcode ServerLog} is written. */
export interface ServerLogOptions extends Pick<LogWriterOptions, "sink" | "atOnce"> {
  /** `json` writes everything to the sink; `text` the answered requests only, and says the rest. */
  readonly format: LogFormat;
  /** Whether answered requests are logged. */
  readonly access: boolean;
  /** For people, where the format is text. */
  readonly say: (sentence?: string) => void;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
}

/** How sentences of a fault begin, for people. */
const FAULT = "taxi: ";

/** Opens the log of a server; closing it writes what waits. */
export function openServerLog(options: ServerLogOptions): ServerLog {
  const { format, access, sink, atOnce, say, clock } = options;
  const event = (level: "info" | "error", message: string, more: Readonly<Record<string, string>> = {}) =>
    jsonText({ time: new Date(clock()).toISOString(), level, message, ...more });
  const lost = (lines: number) => `${lines} lines of the log were lost, since nobody read it in time`;
  const writer = openLogWriter({
    sink,
    atOnce,
    lossLine: (lines) => format === "json" ? event("error", lost(lines)) : `${FAULT}${lost(lines)}`,
  });
  const line = accessLine(format);
  const told = {
    onAnswer: access ? (answered: AnsweredRequest) => writer.write(line(answered)) : undefined,
    dropped: writer.dropped,
    [Symbol.asyncDispose]: writer.close,
  };
  if (format === "text") {
    return { ...told, say, onFault: (id, fault) => say(`${FAULT}request ${id} failed: ${stackOf(fault)}`) };
  }
  return {
    ...told,
    say(sentence = "") {
      const fault = sentence.startsWith(FAULT);
      writer.write(fault ? event("error", sentence.slice(FAULT.length)) : event("info", sentence));
    },
    onFault: (request_id, fault) =>
      writer.write(event("error", messageOf(fault), { request_id, stack: stackOf(fault) })),
  };
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

/** Where it comes from, and where its causes do. */
function stackOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const stack = fault.stack ?? fault.message;
  return fault.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(fault.cause)}`;
}
