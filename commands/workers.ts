import process from "node:process";
import { UsageError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";
import { listenFault } from "../server/sockets/listen_fault.ts";
import { supervise } from "../server/workers/supervise.ts";
import type { WorkerPlace } from "../server/workers/worker_metrics.ts";
import { startWorker, type WorkerCommand } from "../server/workers/worker_process.ts";
import { ownProgram } from "./own_program.ts";

/** What is served by several processes. */
export interface WorkersOptions {
  /** Two or more. */
  readonly workers: number;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Seconds in which a worker goes on accepting when it is told to stop. */
  readonly drainDelay: number;
  /** Seconds that its requests get to end after that. */
  readonly drainTimeout: number;
}

/** What a worker says once it listens. */
interface WorkerDocument {
  readonly url: string;
  readonly model: string | null;
  readonly model_version: number | null;
}

/** Beyond the seconds in which a worker should have ended by itself. */
const GRACE_SECONDS = 5;

/**
 * Serves one port by several processes of this program, which get this process's own command line. Resolves when all have
 * ended after `signal`; the exit code is set then.
 *
 * @throws UsageError on Windows, where processes cannot share a port
 * @throws TaxiError `port_in_use` when another program listens on the port
 */
export async function serveByWorkers(
  options: WorkersOptions,
  out: Output,
  signal: AbortSignal,
): Promise<void> {
  if (Deno.build.os === "windows") {
    throw new UsageError("Cannot start --workers on Windows: processes cannot share a port there");
  }
  if (options.port !== 0) assertFree(options.host, options.port);
  const folder = await Deno.makeTempDir({ prefix: "taxi-workers-" }); // mode 0700
  try {
    process.exitCode = await supervise({
      count: options.workers,
      start: (worker, first) => startWorker(workerCommand({ folder, worker }, portOf(first, options.port))),
      onListen: (documents, pids) => tellListening(documents[0] as WorkerDocument, pids, out),
      onNotice: out.say,
      signal,
      stopMilliseconds: (options.drainDelay + options.drainTimeout + GRACE_SECONDS) * 1000,
    });
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(ignoreMissing); // the last worker may have removed it
  }
}

/** Reads `FOLDER:NUMBER`, by which a worker knows its place. */
export function parsePlace(text: string): WorkerPlace {
  const [, folder, worker] = /^(.+):([1-9]\d*)$/.exec(text) ?? [];
  if (folder === undefined) {
    throw new UsageError(`Cannot read --worker "${text}": expected a folder, a colon and a number`);
  }
  return { folder, worker: Number(worker) };
}

/** This process's command line again; of an option that is there twice, the last counts. */
function workerCommand({ folder, worker }: WorkerPlace, port: number): WorkerCommand {
  const words = [...Deno.args, "--port", String(port), "--json", "--worker", `${folder}:${worker}`];
  return ownProgram(words);
}

function tellListening({ url, model, model_version }: WorkerDocument, pids: readonly number[], out: Output) {
  out.say(`Serving with ${pids.length} workers on ${url}, processes ${pids.join(", ")}`);
  out.document({ url, model, model_version, pid: Deno.pid, workers: pids });
}

function portOf(first: unknown, port: number): number {
  return first === undefined ? port : Number(new URL((first as WorkerDocument).url).port);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** Processes that share a port would share it with a foreign one too. */
function assertFree(hostname: string, port: number): void {
  try {
    Deno.listen({ hostname, port }).close();
  } catch (cause) {
    throw listenFault(`${hostname}:${port}`, cause, false);
  }
}
