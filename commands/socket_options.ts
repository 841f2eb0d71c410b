import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { TaxiError, UsageError } from "../lib/errors.ts";
import { systemFault } from "../lib/system_fault.ts";
import { type BodyLimits, DEFAULT_BODY_LIMITS } from "../server/body_limits.ts";
import type { ListenOptions } from "../server/listen.ts";
import { MEGABYTE } from "../server/read_text.ts";
import type { TlsPair } from "../server/sockets/served_port.ts";
import type { WorkerPlace } from "../server/workers/worker_metrics.ts";
import { parseCount } from "./command.ts";
import { parsePlace } from "./workers.ts";

/** How a server treats its connections, as the command line has it; times are seconds. */
export interface SocketOptions {
  /** File of the certificate, and of those that vouch for it. */
  readonly tlsCert?: string;
  /** File of its key. */
  readonly tlsKey?: string;
  /** How long connections are still accepted after the signal to stop. */
  readonly drainDelay: number;
  /** How long requests under way may take to end after that. */
  readonly drainTimeout: number;
  /** How long a request may take from its first byte to the first byte of its answer. */
  readonly requestTimeout: number;
  /** How long a connection may be silent. */
  readonly idleTimeout: number;
  /** Most connections; from the limit of open files unless told. */
  readonly maxConnections?: number;
  /** Most requests that are answered at once. */
  readonly maxConcurrent: number;
  /** Most megabytes of a JSON body of many rows. */
  readonly maxBody: number;
  /** Most rows of it. */
  readonly maxRows: number;
  /** Processes that share the port. */
  readonly workers: number;
  /** The place of this process among them; none for the one that starts them, or serves alone. */
  readonly worker?: WorkerPlace;
}

const MILLISECONDS_PER_SECOND = 1000;
const MAX_SECONDS = 86_400;
/** The watch closes a connection after the routes had the time to answer 408 for themselves. */
const GRACE_SECONDS = 5;
/** Of the limit of open files; the rest, and no fewer than these, are for databases, models and whatever else is open. */
const CONNECTIONS_SHARE = 0.9, OTHER_FILES = 100, LEAST_CONNECTIONS = 16;
const DEFAULT_OPEN_FILES = 1024;

/**
 * Adds the options of {@linkcode SocketOptions} to a command.
 *
 * Their values are read by {@linkcode socketOptions}: so many more in the type of one command would keep the type checker busy
 * for minutes.
 */
export function addSocketOptions(command: CommandUnknownOpts): void {
  command
    .option("--tls-cert <file>", "answer over HTTPS, with this certificate (PEM); needs --tls-key")
    .option("--tls-key <file>", "private key of --tls-cert (PEM)")
    .option(
      "--drain-delay <seconds>",
      "after the signal to stop, go on accepting for so long while /readyz says 503",
      parseSeconds("--drain-delay"),
      0,
    )
    .option(
      "--drain-timeout <seconds>",
      "longest to wait for requests under way before the process ends",
      parseSeconds("--drain-timeout"),
      8,
    )
    .option(
      "--request-timeout <seconds>",
      "longest for a request to come in, headers and body",
      parseSeconds("--request-timeout", 1),
      30,
    )
    .option(
      "--idle-timeout <seconds>",
      "close connections on which nothing is said for so long",
      parseSeconds("--idle-timeout", 1),
      75,
    )
    .option(
      "--max-connections <count>",
      "over so many, close those that are idle the longest (default: 9 in 10 of the open files allowed)",
      parseCount,
    )
    .option(
      "--max-concurrent <count>",
      "most requests being answered at once; 503 with Retry-After over it",
      parseCount,
      10_000,
    )
    .option(
      "--max-body <megabytes>",
      "largest body of a batch, or of actuals, in JSON; 413 over it",
      parseCount,
      DEFAULT_BODY_LIMITS.maxBytes / MEGABYTE,
    )
    .option(
      "--max-rows <count>",
      "most trips of a batch, or actuals, in JSON; 422 over it",
      parseCount,
      DEFAULT_BODY_LIMITS.maxRows,
    )
    .option("--workers <count>", "processes that share the port and the home; not on Windows", parseCount, 1)
    .addOption(
      new Option("--worker <place>", "how a worker is told its place").argParser(parsePlace).hideHelp(),
    );
}

/** The values of a command to which {@linkcode addSocketOptions} were added. */
export function socketOptions(command: CommandUnknownOpts): SocketOptions {
  return command.opts() as unknown as SocketOptions;
}

/** What {@linkcode SocketOptions} say to `listen`. @throws TaxiError when a file of TLS cannot be read */
export async function listenOptions(
  options: SocketOptions,
): Promise<Pick<ListenOptions, "tls" | "drainDelayMilliseconds" | "drainMilliseconds" | "limits">> {
  const { drainDelay, drainTimeout, requestTimeout, idleTimeout, maxConnections } = options;
  return {
    tls: await readTls(options),
    drainDelayMilliseconds: drainDelay * MILLISECONDS_PER_SECOND,
    drainMilliseconds: drainTimeout * MILLISECONDS_PER_SECOND,
    limits: {
      requestMilliseconds: (requestTimeout + GRACE_SECONDS) * MILLISECONDS_PER_SECOND,
      idleMilliseconds: idleTimeout * MILLISECONDS_PER_SECOND,
      maxConnections: maxConnections ?? connectionsFor(openFilesLimit()),
    },
  };
}

/** What {@linkcode SocketOptions} say of bodies. */
export function bodyLimits({ requestTimeout, maxBody, maxRows }: SocketOptions): BodyLimits {
  return {
    milliseconds: requestTimeout * MILLISECONDS_PER_SECOND,
    maxBytes: maxBody * MEGABYTE,
    maxRows,
  };
}

/** The certificate and its key; undefined when neither is asked for. @throws UsageError when one of them is missing */
export async function readTls(
  { tlsCert, tlsKey }: Pick<SocketOptions, "tlsCert" | "tlsKey">,
): Promise<TlsPair | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const [found, missing] = tlsCert === undefined
      ? ["--tls-key", "--tls-cert"]
      : ["--tls-cert", "--tls-key"];
    throw new UsageError(
      `Cannot serve HTTPS: found ${found} without ${missing}, expected both`,
      "taxi serve --tls-cert server.crt --tls-key server.key",
    );
  }
  const [cert, key] = await Promise.all([
    readPem(tlsCert, "CERTIFICATE", "a certificate"),
    readPem(tlsKey, "PRIVATE KEY", "a private key"),
  ]);
  return { cert, key };
}

async function readPem(path: string, label: string, expected: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw systemFault(error, `Cannot read "${path}"`) ?? error;
  }
  const found = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (found?.endsWith(label)) return text;
  throw new TaxiError(
    `Cannot use "${path}" for TLS: found ${found?.toLowerCase() ?? "no PEM"}, expected ${expected} in PEM`,
    { code: "tls" },
  );
}

function parseSeconds(option: string, least = 0): (text: string) => number {
  return (text) => {
    const seconds = Number(text);
    if (text.trim() !== "" && seconds >= least && seconds <= MAX_SECONDS) return seconds;
    throw new UsageError(`Cannot read ${option} "${text}": expected seconds from ${least} to ${MAX_SECONDS}`);
  };
}

function connectionsFor(openFiles: number): number {
  const connections = Math.min(Math.floor(openFiles * CONNECTIONS_SHARE), openFiles - OTHER_FILES);
  return Math.max(connections, LEAST_CONNECTIONS);
}

/** The limit that applies to this process: Deno raises it to the hard one at its start. */
function openFilesLimit(): number {
  if (Deno.build.os !== "linux") return DEFAULT_OPEN_FILES;
  const [, limit] = /^Max open files\s+(\d+)/m.exec(Deno.readTextFileSync("/proc/self/limits")) ?? [];
  return limit === undefined ? Infinity : Number(limit);
}
