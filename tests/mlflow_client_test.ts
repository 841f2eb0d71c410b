import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CASES = fileURLToPath(new URL("./mlflow_cases.py", import.meta.url));

Deno.test({
  name:
    `the real MLflow client works as people use it, beside what the conformance suite asks${mlflowMissing}`,
  ignore: mlflowMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using server = await startServer(["--home", join(folder, "home")]);
      const { code, said } = await pytest(CASES, server.url);
      assert.equal(code, 0, said);
    }),
});
