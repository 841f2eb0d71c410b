import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { json } from "./commands_home.ts";
import { mlflowPython } from "./mlflow_python.ts";
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

for (const [version, python] of [["3.17", mlflowPython], ["2.22", olderPython]] as const) {
  for (const [store, path] of [["sqlite:///mlflow.db", "mlflow.db"], ["./mlruns", "mlruns"]]) {
    const missing = typeof python === "string"
      ? ""
      : ` (SKIPPED: python3 with mlflow ${version} cannot be had)`;
    Deno.test({
      name: `MLflow ${version} finds in taxi serve all that was in ${path}, which it had filled${missing}`,
      ignore: missing !== "",
      fn: () =>
        withTemporaryFolder(async (folder) => {
          const told = async (store: string) =>
            JSON.parse(await run(python as string, folder, "tell", store));
          await run(python as string, folder, "fill", store);
          const before = await told(store);
          const home = join(folder, "home");
          for (const outcome of ["added", "here"]) {
            const { runs, left_out } = await json([
              ...["experiments", "import", join(folder, path), "--home", home],
            ]);
            assert.deepEqual([left_out, runs[outcome]], [[], 9]);
          }
          await using server = await startServer(["--home", home]);
          assert.deepEqual(before.predicted, [3, 8]);
          assert.equal(Object.keys(before.experiments["taxi trips"].runs).length, 7);
          assert.deepEqual(await told(server.url), before);
        }),
    });
  }
}
