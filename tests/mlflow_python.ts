import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";

const REQUIREMENTS = fileURLToPath(new URL("../tools/requirements/mlflow.txt", import.meta.url));

/** The real MLflow: a Python that has it, or why there is none. */
export const mlflowPython: string | TaxiError = await pythonEnvironment({ requirements: REQUIREMENTS }).catch(
  (error) => {
    if (!(error instanceof TaxiError)) throw error;
    return error;
  },
);

/** What to add to the name of a test that needs the real MLflow where there is none; else nothing. */
export const mlflowMissing = mlflowPython instanceof TaxiError
  ? " (SKIPPED: python3 with mlflow cannot be had)"
  : "";

/** Runs a file of pytest against a tracking server, and gives all that it said. */
export async function pytest(
  file: string,
  url: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly args?: readonly string[] } = {},
): Promise<{ readonly code: number; readonly said: string }> {
  const cwd = await Deno.makeTempDir({ prefix: "taxi-pytest-" }); // clients may write files beside where they run
  try {
    const { code, stdout, stderr } = await new Deno.Command(mlflowPython as string, {
      args: ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...options.args ?? [], file],
      cwd,
      env: {
        HOME: cwd,
        MLFLOW_TRACKING_URI: url,
        MLFLOW_DISABLE_TELEMETRY: "true",
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1",
        MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: "0",
        MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: "0",
        MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: "false",
        GIT_PYTHON_REFRESH: "quiet",
        MPLBACKEND: "Agg",
        NO_PROXY: "127.0.0.1",
        no_proxy: "127.0.0.1",
        PYTHONDONTWRITEBYTECODE: "1",
        ...options.env,
      },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}
