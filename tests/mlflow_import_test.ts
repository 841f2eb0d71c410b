import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTracking } from "../tracking/tracking_store.ts";
import { openMlflowDatabase } from "../tracking/transfer/mlflow_database.ts";
import { openMlflowFolder } from "../tracking/transfer/mlflow_folder.ts";
import { mlflowMissing, mlflowPython } from "./mlflow_python.ts";
import { startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const PROGRAM = fileURLToPath(new URL("./mlflow_import.py", import.meta.url));

/** Runs the program beside this file in a folder. @returns its words on stdout */
async function python(folder: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(mlflowPython as string, {
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

for (
  const [name, store, open] of [
    [
      "a SQLite database",
      "sqlite:///mlflow.db",
      (folder: string) => openMlflowDatabase(join(folder, "mlflow.db")),
    ],
    ["a folder mlruns", "./mlruns", (folder: string) => openMlflowFolder(join(folder, "mlruns"))],
  ] as const
) {
  Deno.test({
    name: `the real MLflow client finds in taxi serve all that ${name} of MLflow had${mlflowMissing}`,
    ignore: mlflowMissing !== "",
    fn: () =>
      withTemporaryFolder(async (folder) => {
        await python(folder, "fill", store);
        const before = JSON.parse(await python(folder, "tell", store));
        const home = join(folder, "home");
        {
          await using tracking = await openTracking(home);
          await using source = await open(folder);
          const { leftOut, runs } = await tracking.transfer.import(source);
          assert.deepEqual([leftOut, runs], [[], { added: 9, replaced: 0, here: 0 }]);
          await using again = await open(folder);
          const second = await tracking.transfer.import(again);
          assert.deepEqual([second.leftOut, second.runs], [[], { added: 0, replaced: 0, here: 9 }]);
        }
        await using server = await startServer(["--home", home]);
        const after = JSON.parse(await python(folder, "tell", server.url));
        assert.ok(before.experiments["taxi trips"].runs, "the client tells nothing");
        assert.deepEqual(before.predicted, [3, 8]);
        assert.deepEqual(after, before);
      }),
  });
}
