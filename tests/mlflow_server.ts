import { join } from "node:path";
import { freePort } from "../tools/free_port.ts";
import { mlflowPython } from "./mlflow_python.ts";

/** A running `mlflow server`. */
export interface MlflowServer extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
}

/**
 * Starts the real `mlflow server` on a free port, with a SQLite file and its artifacts in a folder, and waits until it answers.
 *
 * @param options added to its command line
 */
export async function startMlflowServer(
  folder: string,
  options: readonly string[] = [],
): Promise<MlflowServer> {
  const port = freePort(), url = `http://127.0.0.1:${port}`;
  const store = ["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`];
  const artifacts = ["--artifacts-destination", join(folder, "artifacts")];
  const child = new Deno.Command(mlflowPython as string, {
    args: [
      "-m",
      "mlflow",
      "server",
      ...store,
      ...artifacts,
      "--port",
      String(port),
      "--workers",
      "1",
      ...options,
    ],
    cwd: folder,
    env: {
      HOME: folder,
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_TRACKING_URI: "",
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended = false;
  const end = child.status.then(() => ended = true);
  while (!await answers(`${url}/health`)) {
    if (ended) throw new Error("mlflow server ended before it answered");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      if (!ended) child.kill("SIGTERM");
      await end;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
