import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { json } from "./commands_home.ts";
import { mlflowMissing, mlflowPython } from "./mlflow_python.ts";
import { startMlflowServer } from "./mlflow_server.ts";
import { startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const PROGRAM = fileURLToPath(new URL("./mlflow_import.py", import.meta.url));
const OLDER = fileURLToPath(new URL("../tools/requirements/mlflow_2.txt", import.meta.url));

/** The last MLflow before 3.0. */
const olderPython = await pythonEnvironment({ requirements: OLDER }).catch((error) => {
  if (!(error instanceof TaxiError)) throw error;
  return error;
});

/** Runs the program beside this file in a folder. @returns its words on stdout */
async function run(python: string, folder: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: [PROGRAM, ...args],
    cwd: folder,
    env: {
      HOME: folder,
      MLFLOW_ALLOW_FILE_STORE: "true",
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: "false",
      GIT_PYTHON_REFRESH: "quiet",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdin: "null",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Imports a store of MLflow, twice, and compares what its client finds there with what it finds in `taxi serve`. */
async function assertSame(
  python: string,
  folder: string,
  path: string,
  before: { experiments: Record<string, { runs: object }>; predicted: number[] },
  options: readonly string[] = [],
): Promise<void> {
  assert.deepEqual(before.predicted, [3, 8]);
  assert.equal(Object.keys(before.experiments["taxi trips"].runs).length, 7);
  const home = join(folder, "home");
  for (const outcome of ["added", "here"]) {
    const args = ["experiments", "import", join(folder, path), "--home", home, ...options];
    const { runs, left_out } = await json(args);
    assert.deepEqual([left_out, runs[outcome]], [[], 9]);
  }
  await using server = await startServer(["--home", home]);
  assert.deepEqual(JSON.parse(await run(python, folder, "tell", server.url)), before);
}

for (const [version, python] of [["3.17", mlflowPython], ["2.22", olderPython]] as const) {
  const missing = typeof python === "string"
    ? ""
    : ` (SKIPPED: python3 with mlflow ${version} cannot be had)`;
  for (const [store, path] of [["sqlite:///mlflow.db", "mlflow.db"], ["./mlruns", "mlruns"]]) {
    Deno.test({
      name: `MLflow ${version} finds in taxi serve all that was in ${path}, which it had filled${missing}`,
      ignore: missing !== "",
      fn: () =>
        withTemporaryFolder(async (folder) => {
          await run(python as string, folder, "fill", store);
          const before = JSON.parse(await run(python as string, folder, "tell", store));
          await assertSame(python as string, folder, path, before);
        }),
    });
  }
}

Deno.test({
  name: `MLflow finds in taxi serve all that was with the real mlflow server, files too${mlflowMissing}`,
  ignore: mlflowMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const python = mlflowPython as string;
      const before = await (async () => {
        await using server = await startMlflowServer(folder);
        await run(python, folder, "fill", server.url);
        return JSON.parse(await run(python, folder, "tell", server.url));
      })();
      await assertSame(python, folder, "mlflow.db", before, [
        "--source-artifacts",
        join(folder, "artifacts"),
      ]);
    }),
});
