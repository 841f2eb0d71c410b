import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** 108 cases with the real client, all of which the real server passes. */
const CONFORMANCE = fileURLToPath(new URL("../../shared/mlflow/conformance.py", import.meta.url));
const absent = existsSync(CONFORMANCE) ? "" : ` (SKIPPED: there is no ${CONFORMANCE})`;

Deno.test({
  name: `the real MLflow client finds in taxi serve all that it needs${mlflowMissing}${absent}`,
  ignore: mlflowMissing + absent !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using server = await startServer(["--home", join(folder, "home")]);
      const { code, said } = await pytest(CONFORMANCE, server.url);
      assert.equal(code, 0, said);
      assert.match(said, /^108 passed/m, said);
      const { stderr } = await server.stop();
      assert.doesNotMatch(stderr, /failed|Error/, "the server told of faults");
    }),
});
