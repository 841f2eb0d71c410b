import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { resolve } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { formatCounted } from "../lib/format.ts";
import { createOutput } from "../lib/output.ts";
import { keepRefreshing } from "../server/keep_refreshing.ts";
import { LOGGED_COLUMNS } from "../server/logged_columns.ts";
import { listen } from "../server/listen.ts";
import { ConnectionCounts } from "../server/sockets/connection_counts.ts";
import { stopSignal } from "../server/stop_signal.ts";
import { openTelemetry } from "../server/tracing/telemetry.ts";
import { leavePlace } from "../server/workers/worker_metrics.ts";
import { parentGone } from "../server/workers/worker_process.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { addGateOptions, gateOptions, openGates } from "./gate_options.ts";
import { findHome } from "./home.ts";
import { followModels, parseSplit, servedTitle, SHADOW_OPTION, SPLIT_OPTION } from "./live_models.ts";
import { addLogOptions, logLimits, logOptions } from "./log_options.ts";
import { addObserveOptions, observeOptions, openLog } from "./observe_options.ts";
import { DEFAULT_MODEL, MODEL_OPTION } from "./resolve_model.ts";
import { createServingApp } from "./serving_app.ts";
import { addSocketOptions, bodyLimits, listenOptions, socketOptions } from "./socket_options.ts";
import { TAXI_VERSION } from "./version.ts";
import { serveByWorkers } from "./workers.ts";

const MILLISECONDS_PER_SECOND = 1000;
const MAX_SECONDS = 86_400;
/** A revoked token is refused after that at the latest, however seldom models are looked for. */
const TOKEN_SECONDS = 2;

/** `taxi serve`. */
export function serveCommand() {
  const command = createCommand("serve", "Answer predictions over HTTP and log them.", {
    example: "taxi serve --model taxi-duration@champion --port 8000",
  })
    .option(...MODEL_OPTION, `${DEFAULT_MODEL}@champion`)
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
  addGateOptions(command as unknown as CommandUnknownOpts);
  addSocketOptions(command as unknown as CommandUnknownOpts);
  addObserveOptions(command as unknown as CommandUnknownOpts);
  addLogOptions(command as unknown as CommandUnknownOpts);
  return command
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ host, port, reloadEvery, ...options }, command) => {
      const socketValues = socketOptions(command as unknown as CommandUnknownOpts);
      const logValues = logOptions(command as unknown as CommandUnknownOpts);
      const words = createOutput(options.json === true);
      await using log = openLog(
        observeOptions(command as unknown as CommandUnknownOpts),
        words,
        socketValues.workers > 1,
      );
      const out = { ...words, say: log.say };
      const { worker } = socketValues;
      if (socketValues.workers > 1 && worker === undefined) {
        return await serveByWorkers({ ...socketValues, host, port }, out, stopSignal());
      }
      const home = findHome(options.home);
      const sockets = await listenOptions(socketValues);
      const tls = sockets.tls !== undefined;
      const gates = await openGates(
        { ...gateOptions(command as unknown as CommandUnknownOpts), home: options.home, host, tls },
        (name) => Deno.env.get(name),
        out.say,
      );
      using followed = await followModels(
        home,
        options,
        ({ outcome, sentence }) => out.say(outcome === "failed" ? `taxi: ${sentence}` : sentence),
      );
      const { models } = followed;
      for (const fault of models.faults()) out.say(`taxi: ${fault}`);
      await using telemetry = await openTelemetry((name) => Deno.env.get(name), TAXI_VERSION);
      await using predictionQueue = openPredictionQueue(home.path, LOGGED_COLUMNS, {
        capacity: logValues.logQueue,
        limits: logLimits(logValues),
        onLost: (rows, reason) =>
          out.say(`taxi: ${formatCounted(rows, "answered prediction")} could not be logged: ${reason}`),
      });
      const gone = worker && parentGone();
      const signal = gone ? AbortSignal.any([stopSignal(), gone]) : stopSignal();
      const connections = new ConnectionCounts();
      const app = createServingApp({
        models,
        predictionQueue,
        logOverflow: logValues.logOverflow,
        zonesFile: home.zones,
        gates: gates.gates,
        tokensRequired: gates.tokensRequired,
        maxConcurrent: socketValues.maxConcurrent,
        bodyLimits: bodyLimits(socketValues),
        connections,
        stopping: () => signal.aborted,
        worker,
        onFault: log.onFault,
        onAnswer: log.onAnswer,
        logLinesDropped: log.dropped,
        telemetry,
        judgementFile: home.judgement,
      });
      const onListen = ({ hostname, port }: Deno.NetAddr) => {
        const url = `${tls ? "https" : "http"}://${
          hostname.includes(":") ? `[${hostname}]` : hostname
        }:${port}`;
        out.say(
          `Serving ${servedTitle(models)} on ${url}, API at ${url}/docs, log in ${resolve(home.path)}`,
        );
        const [{ predictor: { name, version } }] = models.list();
        out.document({ url, model: name, model_version: version, pid: Deno.pid });
      };
      if (reloadEvery > 0) {
        keepRefreshing(models.refresh, { milliseconds: reloadEvery * MILLISECONDS_PER_SECOND, signal });
      }
      const tokenSeconds = Math.min(reloadEvery || TOKEN_SECONDS, TOKEN_SECONDS);
      keepRefreshing(gates.refresh, { milliseconds: tokenSeconds * MILLISECONDS_PER_SECOND, signal });
      const address = { hostname: host, port, reusePort: worker !== undefined, connections };
      await listen(app, { ...sockets, ...address, signal, onListen, onNotice: out.say });
      if (worker && gone?.aborted) leavePlace(worker);
    });
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
