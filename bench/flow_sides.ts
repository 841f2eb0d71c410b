import { join } from "node:path";
import { openTracking } from "../tracking/tracking_store.ts";
import { freePort } from "../tools/free_port.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { say } from "./bench_command.ts";
import type { CommandLine } from "./measured_command.ts";
import { type RunningProcess, serverFailed, startProcess } from "./running_process.ts";
import { sayingInto } from "./serving_sides.ts";

const TAXI_FLOW = join(import.meta.dirname!, "trivial_flow.ts");
const PYTHON = join(import.meta.dirname!, "python");

/** Runs the same flow of trivial tasks in its own way. */
export interface FlowSide {
  /** As it stands at the head of its column. */
  readonly name: string;
  /** Makes what has to be there only once, in a folder that each round then has a copy of. */
  prepare(folder: string, signal: AbortSignal): Promise<void>;
  /** Makes it ready to run flows that it keeps in a folder. */
  start(folder: string, signal: AbortSignal): Promise<FlowEngine>;
}

/** Ready to run flows. */
export interface FlowEngine extends AsyncDisposable {
  /** The server that the flow's process needs, where it needs one. */
  readonly server?: RunningProcess;
  /** A process that does a flow of so many tasks, so many of them at once, and prints {@linkcode FlowDone} as JSON. */
  command(tasks: number, atOnce: number): CommandLine;
  /** How many tasks of a run are on record as completed. */
  countCompleted(flowRunId: string): Promise<number>;
}

/** What a flow's process prints. */
export interface FlowDone {
  /** Of the run. */
  readonly flow_run_id: string;
  /** From asking for the run to its end. */
  readonly seconds: number;
}

/** The flows of this checkout by `deno run`, as `taxi flow run` does them. */
export const TAXI_FLOWS: FlowSide = {
  name: "taxi",
  prepare: async (folder) => await (await openTracking(folder)).close(),
  start: (folder) =>
    Promise.resolve({
      command: (tasks, atOnce) => ({
        name: "flow",
        argv: [Deno.execPath(), "run", "--quiet", "-A", TAXI_FLOW, folder, String(tasks), String(atOnce)],
      }),
      async countCompleted(flowRunId) {
        await using store = await openTracking(folder);
        return (await store.flows.tasks(flowRunId)).filter(({ state }) => state === "completed").length;
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};

/** Prefect with its own server on SQLite, as its documentation starts it, but without a line of log for each task. */
export function prefectFlows(python: string): FlowSide {
  return {
    name: "prefect",
    prepare: async (folder, signal) => void await (await startServer(python, folder, signal)).stop(),
    async start(folder, signal) {
      const port = freePort(), api = `http://127.0.0.1:${port}/api`;
      const server = await startServer(python, folder, signal, port);
      return {
        server,
        command: (tasks, atOnce) => ({
          name: "flow",
          argv: [python, join(PYTHON, "prefect_flow.py"), String(tasks), String(atOnce)],
          env: { ...environment(folder), PREFECT_API_URL: api },
        }),
        countCompleted: (flowRunId) => countCompleted(api, flowRunId),
        [Symbol.asyncDispose]: server[Symbol.asyncDispose],
      };
    },
  };
}

/** The Python that has the real Prefect, made on first need. */
export function pythonOfPrefect(signal: AbortSignal): Promise<string> {
  return pythonEnvironment({ requirements: join(PYTHON, "prefect.txt"), progress: say, signal });
}

function environment(folder: string): Record<string, string> {
  return {
    PREFECT_HOME: folder,
    PREFECT_LOGGING_LEVEL: "WARNING",
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    DO_NOT_TRACK: "1",
  };
}

function startServer(
  python: string,
  folder: string,
  signal: AbortSignal,
  port: number = freePort(),
): Promise<RunningProcess> {
  const stderrFile = join(folder, "server.log");
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const command = sayingInto(stderrFile, {
    name: "prefect",
    argv: [python, "-m", "prefect", "server", "start", ...address],
    env: environment(folder),
  });
  const answers = async (signal: AbortSignal) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal }).catch((error) => {
      if (!(error instanceof TypeError)) throw error; // fetch wraps every refused connection in one
    });
    await response?.body?.cancel();
    if (response === undefined || response.ok) return response !== undefined;
    throw serverFailed({ command }, `it answered ${response.status}`);
  };
  return startProcess({ command, stderrFile, answers }, signal);
}

async function countCompleted(api: string, flowRunId: string): Promise<number> {
  const states = { type: { any_: ["COMPLETED"] } };
  const response = await fetch(`${api}/task_runs/count`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task_runs: { flow_run_id: { any_: [flowRunId] }, state: states } }),
  });
  return Number(await response.text());
}
