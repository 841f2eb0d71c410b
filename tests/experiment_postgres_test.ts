import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { parsePostgresUrl } from "../lib/postgres_address.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { type DrawnExperiment, drawnExperiment, fill, tell } from "../tracking/transfer/drawn_experiment.ts";
import { makeDatabase, RUN, writeArtifact } from "../tracking/transfer/old_mlflow_database.ts";
import { openSource } from "../tracking/transfer/open_source.ts";
import { writeArchive } from "../tracking/transfer/write_archive.ts";
import { postgresMissing, startPostgres } from "./postgres_server.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test({
  name: `an experiment goes from SQLite to PostgreSQL and back, and is the same${postgresMissing}`,
  ignore: postgresMissing !== "",
  fn: async () => {
    await using postgres = await startPostgres();
    let count = 0;
    const there = async (drawn: DrawnExperiment) =>
      await withTemporaryFolder(async (folder) => {
        const database = parsePostgresUrl(await postgres.createDatabase(`taxi${count++}`));
        await using first = await openTracking(join(folder, "first"));
        await using second = await openTracking(join(folder, "second"), { database });
        await using third = await openTracking(join(folder, "third"));
        await fill(first, drawn);
        for (const [from, to] of [[first, second], [second, third]]) {
          const archive = join(folder, "drawn.tar.gz");
          await using exported = await from.transfer.export("drawn");
          await writeArchive(exported, archive);
          for (const outcome of ["added", "here"] as const) {
            await using source = await openSource(archive);
            const { leftOut, runs } = await to.transfer.import(source);
            assert.deepEqual([leftOut, runs[outcome]], [[], drawn.runs.length]);
          }
          assert.deepEqual(await tell(to), await tell(first));
        }
      });
    await fc.assert(fc.asyncProperty(drawnExperiment, there), { numRuns: 8 });
  },
});

Deno.test({
  name: `what MLflow has tracked and registered is imported into PostgreSQL${postgresMissing}`,
  ignore: postgresMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using postgres = await startPostgres();
      const database = parsePostgresUrl(await postgres.createDatabase("taxi"));
      await writeArtifact(folder, "mlruns", "7");
      const path = makeDatabase(
        folder,
        "mlruns/7",
        `INSERT INTO registered_models VALUES ('fares', 30, 31);
         INSERT INTO model_versions VALUES
           ('fares', 2, 32, 33, NULL, NULL, 'Production', 'runs:/${RUN}/model', '${RUN}', 'READY')`,
      );
      await using tracking = await openTracking(join(folder, "home"), { database });
      for (const [added, here, versions] of [[1, 0, 1], [0, 1, 0]]) {
        await using source = await openSource(`sqlite:///${path}`);
        const { runs, modelVersions, leftOut } = await tracking.transfer.import(source);
        assert.deepEqual([leftOut, runs.added, runs.here, modelVersions], [[], added, here, versions]);
      }
      const [{ version, stage, createdAt }] = await tracking.models.listVersions("fares");
      assert.deepEqual([version, stage, createdAt], [2, "Production", 32]);
      const history = await tracking.runs.metricHistory(RUN, "loss");
      assert.deepEqual(history.map(({ value, exactStep }) => [value, exactStep]), [
        [NaN, undefined],
        [2, 9007199254740993n],
      ]);
      assert.equal((await tracking.artifacts.list(RUN)).length, 1);
      await using replacing = await openSource(path);
      const { runs } = await tracking.transfer.import(replacing, { replace: true });
      assert.equal(runs.replaced, 1);
      assert.equal((await tracking.artifacts.list(RUN)).length, 1);
    }),
});
