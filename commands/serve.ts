import { resolve } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { createOutput } from "../lib/output.ts";
import { listen } from "../server/listen.ts";
import { stopSignal } from "../server/stop_signal.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { findHome } from "./home.ts";
import { DEFAULT_MODEL, MODEL_OPTION, modelTitle, resolveModel } from "./resolve_model.ts";
import { createServingApp } from "./serving_app.ts";

/** `taxi serve`. */
export function serveCommand() {
  return createCommand("serve", "Answer predictions over HTTP, each logged before it is answered.", {
    example: "taxi serve --model taxi-duration@champion --port 8000",
  })
    .option(...MODEL_OPTION, `${DEFAULT_MODEL}@champion`)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 for any that is free", parsePort, 8000)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ host, port, ...options }) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      const resolved = await resolveModel(home, options.model);
      using log = openPredictionLog(home.path);
      const app = createServingApp(
        resolved,
        log,
        (requestId, fault) => out.say(`taxi: request ${requestId} failed: ${stack(fault)}`),
      );
      const onListen = ({ hostname, port }: Deno.NetAddr) => {
        const url = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
        out.say(
          `Serving ${modelTitle(resolved)} on ${url}, API at ${url}/docs, log in ${resolve(home.path)}`,
        );
        out.document({ url, model: resolved.name, model_version: resolved.version, pid: Deno.pid });
      };
      await listen(app, { hostname: host, port, signal: stopSignal(), onListen });
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new UsageError(`Cannot read --port "${text}": expected a whole number from 0 to 65535`);
  }
  return port;
}

function stack(fault: unknown): string {
  return fault instanceof Error ? fault.stack ?? fault.message : String(fault);
}
