import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { postgresMissing, startPostgres } from "./postgres_server.ts";
import { startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CONFORMANCE = fileURLToPath(new URL("../../shared/mlflow/conformance.py", import.meta.url));
const absent = existsSync(CONFORMANCE) ? "" : ` (SKIPPED: there is no ${CONFORMANCE})`;
const missing = mlflowMissing + postgresMissing + absent;

Deno.test({
  name: `the real MLflow client finds the same in taxi serve with PostgreSQL${missing}`,
  ignore: missing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using postgres = await startPostgres();
      const tracking = await postgres.createDatabase("taxi");
      await using server = await startServer(["--home", join(folder, "home"), "--tracking", tracking]);
      const { code, said } = await pytest(CONFORMANCE, server.url);
      assert.equal(code, 0, said);
      assert.match(said, /^108 passed/m, said);
      const { stderr } = await server.stop();
      assert.doesNotMatch(stderr, /failed|Error/, "the server told of faults");
    }),
});
