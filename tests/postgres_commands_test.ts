import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parsePostgresUrl, postgresUrl } from "../lib/postgres_address.ts";
import { constantModel, registerModels } from "./constant_model.ts";
import { POSTGRES_PASSWORD, postgresMissing, startPostgres } from "./postgres_server.ts";
import { postJson, runTaxi, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test({
  name: `commands with --tracking keep everything in PostgreSQL, and follow its registry${postgresMissing}`,
  ignore: postgresMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using postgres = await startPostgres();
      const url = await postgres.createDatabase("taxi"), home = join(folder, "home");
      await registerModels(home, "fares", [constantModel(7), constantModel(9)], parsePostgresUrl(url));
      const where = ["--tracking", url, "--home", home];
      {
        await using server = await startServer([
          ...where,
          "--model",
          "fares@champion",
          "--reload-every",
          "0.1",
        ]);
        const minutes = async () =>
          (await postJson(`${server.url}/predict`, { PULocationID: 1, DOLocationID: 2, trip_distance: 1 }))
            .predicted_duration;
        assert.equal(await minutes(), 7);
        await postJson(`${server.url}/api/2.0/mlflow/experiments/create`, { name: "from a client" });
        const nul = await postJson(`${server.url}/api/2.0/mlflow/experiments/create`, { name: "a\0b" }, 400);
        assert.equal(nul.error_code, "INVALID_PARAMETER_VALUE");
        await taxiJson(["models", "alias", "fares", "champion", "2", ...where]);
        while (await minutes() !== 9); // as soon as it is looked for
        const { stderr } = await server.stop();
        assert.doesNotMatch(stderr, /failed|Error/);
      }
      const { models } = await taxiJson(["models", "list", ...where]);
      assert.deepEqual(models, [{ name: "fares", latest_version: 2, aliases: { champion: 2 } }]);
      const secretless = ["--tracking", postgresUrl(parsePostgresUrl(url)), "--home", home];
      const env = { PGPASSWORD: POSTGRES_PASSWORD };
      const { runs } = await taxiJson(["runs", "list", "--experiment", "fares", ...secretless], { env });
      assert.equal(runs.length, 1);
      await taxiJson(["runs", "list", "--experiment", "from a client", ...where]);
      assert.ok(!existsSync(join(home, "tracking.db")), "nothing went to SQLite");

      const refused = await runTaxi(["runs", "list", ...secretless], {
        env: { PGPASSWORD: "another-secret" },
      });
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /^taxi: Cannot connect to PostgreSQL database "taxi" on [^\n]*\n$/);
      assert.doesNotMatch(refused.stderr, /secret/);
    }),
});
