import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { parsePostgresUrl } from "../lib/postgres_address.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { type DrawnExperiment, drawnExperiment, fill, tell } from "../tracking/transfer/drawn_experiment.ts";
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
