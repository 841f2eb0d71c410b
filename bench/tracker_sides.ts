import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../tools/free_port.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { runCommand } from "../tools/run_command.ts";
import { say } from "./bench_command.ts";
import type { CommandLine } from "./measured_command.ts";
import { taxiCommand, type TaxiUnderTest } from "./measured_taxi.ts";
import { type RunningProcess, serverFailed, startProcess } from "./running_process.ts";
import { sayingInto } from "./serving_sides.ts";

/** MLflow as the tests have it. */
const REQUIREMENTS = fileURLToPath(new URL("../tools/requirements/mlflow.txt", import.meta.url));

/** The experiment that every tracker has. */
const DEFAULT_EXPERIMENT = "/api/2.0/mlflow/experiments/get?experiment_id=0";

/** A tracking server of one kind. */
export interface Tracker {
  /** As it stands at the head of its column. */
  readonly name: string;
  /** How it is started on what a folder holds. */
  command(folder: string, port: number): CommandLine;
}

/** A tracker that has answered. */
export interface RunningTracker extends RunningProcess {
  /** Where it listens. */
  readonly port: number;
}

/** `taxi serve` without a model, with a new home. */
export function taxiTracker(taxi: TaxiUnderTest): Tracker {
  return {
    name: "taxi",
    command: (folder, port) =>
      taxiCommand(taxi, "serve", ["--home", join(folder, "home"), "--port", String(port)]),
  };
}

/** `mlflow server` with a SQLite file, as its documentation starts it: four workers and a runner of jobs. */
export function mlflowTracker(python: string): Tracker {
  return { name: "mlflow", command: (folder, port) => mlflowCommand(python, folder, port) };
}

/** {@linkcode mlflowTracker} with as little as its options allow: one worker, no jobs. */
export function leanMlflowTracker(python: string): Tracker {
  return {
    name: "mlflow lean",
    command: (folder, port) => {
      const { argv, env, name } = mlflowCommand(python, folder, port);
      return {
        name,
        argv: [...argv, "--workers", "1"],
        env: { ...env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
      };
    },
  };
}

function mlflowCommand(python: string, folder: string, port: number): CommandLine {
  const store = ["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`];
  const artifacts = ["--artifacts-destination", join(folder, "artifacts")];
  return {
    name: "mlflow",
    argv: [python, "-m", "mlflow", "server", ...store, ...artifacts, "--port", String(port)],
    env: { MLFLOW_DISABLE_TELEMETRY: "true" },
  };
}

/** The Python that has the real MLflow, made on first need. */
export function pythonOfMlflow(signal: AbortSignal): Promise<string> {
  return pythonEnvironment({ requirements: REQUIREMENTS, progress: say, signal });
}

/** Starts a tracker on a folder and waits for its first answer. @param port a free one unless told */
export async function startTracker(
  tracker: Tracker,
  folder: string,
  signal?: AbortSignal,
  port: number = freePort(),
): Promise<RunningTracker> {
  const stderrFile = join(folder, "server.log");
  const command = sayingInto(stderrFile, tracker.command(folder, port));
  const answers = async (signal: AbortSignal) => {
    const response = await fetch(`http://127.0.0.1:${port}${DEFAULT_EXPERIMENT}`, { signal }).catch(
      (error) => {
        if (!(error instanceof TypeError)) throw error; // fetch wraps every refused connection in one
      },
    );
    if (response === undefined) return false;
    const text = await response.text();
    if (response.ok) return true;
    throw serverFailed({ command }, `it answered ${response.status} ${text}`);
  };
  return { ...await startProcess({ command, stderrFile, answers }, signal), port };
}

/** A folder whose database has been made, by a start that does not count; to be copied for each measured one. */
export async function freshStore(tracker: Tracker, scratch: string, signal: AbortSignal): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: scratch });
  await (await startTracker(tracker, folder, signal)).stop();
  return folder;
}

/** Copies a folder of {@linkcode freshStore}. */
export async function copyStore(folder: string, scratch: string): Promise<string> {
  const copy = await Deno.makeTempDir({ dir: scratch });
  await runCommand("cp", ["-R", `${folder}/.`, copy]);
  return copy;
}
