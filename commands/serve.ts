import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { resolve } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { formatCounted } from "../lib/format.ts";
import { createOutput, type Output } from "../lib/output.ts";
import { keepRefreshing } from "../server/keep_refreshing.ts";
import { LOGGED_COLUMNS } from "../server/logged_columns.ts";
import { listen } from "../server/listen.ts";
import type { ServerLog } from "../server/logging/server_log.ts";
import type { ServedModels } from "../server/served_models.ts";
import { ConnectionCounts } from "../server/sockets/connection_counts.ts";
import { stopSignal } from "../server/stop_signal.ts";
import { TrackingHandle } from "../server/tracking_handle.ts";
import { openTelemetry } from "../server/tracing/telemetry.ts";
import { leavePlace } from "../server/workers/worker_metrics.ts";
import { parentGone } from "../server/workers/worker_process.ts";
import { readJudgements } from "../tracking/judgement_reader.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { ARTIFACTS_OPTION, type ArtifactsOptions } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { addGateOptions, type GateOptions, gateOptions, openGates } from "./gate_options.ts";
import { startRunProcess, wordsOf } from "./flows/run_process.ts";
import { findHome } from "./home.ts";
import {
  followModels,
  parseSplit,
  type ServedModelOptions,
  servedTitle,
  SHADOW_OPTION,
  SPLIT_OPTION,
} from "./live_models.ts";
import { addLogOptions, logLimits, logOptions, type ServeLogOptions } from "./log_options.ts";
import { addObserveOptions, type ObserveOptions, observeOptions, openLog } from "./observe_options.ts";
import { DEFAULT_MODEL, MODEL_OPTION } from "./resolve_model.ts";
import { createServingApp } from "./serving_app.ts";
import {
  addSocketOptions,
  bodyLimits,
  listenOptions,
  type SocketOptions,
  socketOptions,
} from "./socket_options.ts";
import { isServer, TRACKING_OPTION, type TrackingPlace, trackingPlace } from "./tracking_option.ts";
import { TAXI_VERSION } from "./version.ts";
import { serveByWorkers } from "./workers.ts";

const MILLISECONDS_PER_SECOND = 1000;
const MAX_SECONDS = 86_400;
/** A revoked token is refused after that at the latest, however seldom models are looked for. */
const TOKEN_SECONDS = 2;

type ServeOptions =
  & GateOptions
  & SocketOptions
  & ObserveOptions
  & ServeLogOptions
  & ServedModelOptions
  & ArtifactsOptions
  & {
    readonly host: string;
    readonly port: number;
    readonly reloadEvery: number;
    readonly home?: string;
    readonly json?: true;
  };

/** `taxi serve`. */
export function serveCommand() {
  const command = createCommand("serve", "Answer predictions over HTTP and log them.", {
    example: "taxi serve --model taxi-duration@champion --port 8000",
  })
    .option(
      `${MODEL_OPTION[0]}`,
      `${MODEL_OPTION[1]}; ${DEFAULT_MODEL}@champion, once there is one, unless told`,
    )
    .option(...SPLIT_OPTION, parseSplit)
    .option(...SHADOW_OPTION)
    .option(
      "--reload-every <seconds>",
      "how often to look for a moved alias or a replaced file; 0 for never",
      parseSeconds,
      2,
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for any that is free", parsePort, 8000);
  const untyped = command as unknown as CommandUnknownOpts;
  addGateOptions(untyped);
  addSocketOptions(untyped);
  addObserveOptions(untyped);
  addLogOptions(untyped);
  return command
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      serve({
        ...options,
        ...gateOptions(untyped),
        ...socketOptions(untyped),
        ...observeOptions(untyped),
        ...logOptions(untyped),
      })
    );
}

async function serve(options: ServeOptions): Promise<void> {
  const words = createOutput(options.json === true);
  await using log = openLog(options, words, options.workers > 1);
  const out = { ...words, say: log.say };
  if (options.workers > 1 && options.worker === undefined) {
    return await serveByWorkers(options, out, stopSignal());
  }
  await serveHere(options, log, out);
}

/** Opens what answers, in this process, and listens until it is told to stop; whatever was opened is closed then. */
async function serveHere(options: ServeOptions, log: ServerLog, out: Output): Promise<void> {
  const { worker, host, port, reloadEvery } = options;
  const home = findHome(options.home, options.artifacts);
  const sockets = await listenOptions(options), tls = sockets.tls !== undefined;
  const environment = (name: string) => Deno.env.get(name);
  const gates = await openGates({ ...options, tls }, environment, out.say);
  const place = modelsPlace(options);
  using followed = await followModels(
    home,
    { ...options, tracking: place },
    ({ outcome, sentence }) => out.say(outcome === "failed" ? `taxi: ${sentence}` : sentence),
  );
  const { models } = followed;
  for (const fault of models.faults()) out.say(`taxi: ${fault}`);
  await using telemetry = await openTelemetry(environment, TAXI_VERSION);
  await using predictionQueue = openPredictionQueue(home.path, LOGGED_COLUMNS, {
    capacity: options.logQueue,
    limits: logLimits(options),
    onLost: (rows, reason) =>
      out.say(`taxi: ${formatCounted(rows, "answered prediction")} could not be logged: ${reason}`),
  });
  const database = isServer(place) ? undefined : place; // what this server tracks itself, it keeps itself
  const flowPlace = { home: home.path, words: wordsOf(["--tracking", "--artifacts"]) };
  await using tracking = new TrackingHandle(() =>
    openTracking(home.path, { database, artifacts: home.artifacts })
  );
  using judgements = readJudgements(home.path);
  const gone = worker && parentGone();
  const signal = gone ? AbortSignal.any([stopSignal(), gone]) : stopSignal();
  const connections = new ConnectionCounts();
  const app = createServingApp({
    models,
    predictionQueue,
    logOverflow: options.logOverflow,
    zonesFile: home.zones,
    gates: gates.gates,
    tokensRequired: gates.tokensRequired,
    maxConcurrent: options.maxConcurrent,
    bodyLimits: bodyLimits(options),
    connections,
    stopping: () => signal.aborted,
    worker,
    onFault: log.onFault,
    onAnswer: log.onAnswer,
    logLinesDropped: log.dropped,
    telemetry,
    tracking,
    flows: {
      start: (flowRunId, from) => startRunProcess(flowRunId, flowPlace, from),
      reports: home.reports,
    },
    modelPages: !isServer(place),
    judgements,
  });
  const every = (seconds: number, refresh: () => Promise<void>) =>
    keepRefreshing(refresh, { milliseconds: seconds * MILLISECONDS_PER_SECOND, signal });
  if (reloadEvery > 0) every(reloadEvery, models.refresh);
  every(Math.min(reloadEvery || TOKEN_SECONDS, TOKEN_SECONDS), gates.refresh);
  const onListen = (address: Deno.NetAddr) => announce(urlOf(address, tls), models, home.path, out);
  const address = { hostname: host, port, reusePort: worker !== undefined, connections };
  await listen(app, { ...sockets, ...address, signal, onListen, onNotice: out.say });
  if (worker && gone?.aborted) leavePlace(worker);
}

/** Where models are found. Whoever has told clients of this server's address by the variable does not mean that it asks itself. */
function modelsPlace({ tracking, host, port }: ServeOptions): TrackingPlace | undefined {
  const place = trackingPlace(tracking);
  if (tracking !== undefined || !isServer(place)) return place;
  const { hostname, port: told, protocol } = new URL(place.url);
  const here = ["localhost", "127.0.0.1", "[::1]", host, `[${host}]`].includes(hostname);
  return here && Number(told || (protocol === "https:" ? 443 : 80)) === port ? undefined : place;
}

function urlOf({ hostname, port }: Deno.NetAddr, tls: boolean): string {
  return `${tls ? "https" : "http"}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

function announce(url: string, models: ServedModels, home: string, out: Output): void {
  out.say(`Serving ${servedTitle(models)} on ${url}, API at ${url}/docs, log in ${resolve(home)}`);
  const { name, version } = models.list()[0]?.predictor ?? { name: null, version: null };
  out.document({ url, model: name, model_version: version, pid: Deno.pid });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new UsageError(`Cannot read --port "${text}": expected a whole number from 0 to 65535`);
  }
  return port;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`Cannot read --reload-every "${text}": expected seconds from 0 to ${MAX_SECONDS}`);
}
