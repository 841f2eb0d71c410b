import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking } from "../tracking_store.ts";
import { drawnExperiment, fill, tell } from "./drawn_experiment.ts";
import { openSource } from "./open_source.ts";
import { writeArchive } from "./write_archive.ts";

Deno.test("an experiment that is exported and imported elsewhere is the same", () =>
  fc.assert(
    fc.asyncProperty(drawnExperiment, (drawn) =>
      withTemporaryHome(async (home) => {
        await using from = await openTracking(join(home, "from"));
        await using to = await openTracking(join(home, "to"));
        await fill(from, drawn);
        const archive = join(home, "drawn.tar.gz");
        await using exported = await from.transfer.export("drawn");
        const { runs } = await writeArchive(exported, archive);
        assert.equal(runs, drawn.runs.length);
        for (const outcome of ["added", "here"] as const) {
          await using source = await openSource(archive);
          const summary = await to.transfer.import(source, { as: "other name" });
          assert.deepEqual(summary.leftOut, []);
          assert.equal(summary.runs[outcome], drawn.runs.length);
          assert.deepEqual(await tell(to, "other name"), await tell(from));
        }
        for (const { runId } of await to.runs.search({ limit: 100 })) {
          for (const { path } of await to.artifacts.list(runId)) {
            assert.deepEqual(await to.artifacts.read(runId, path), await from.artifacts.read(runId, path));
          }
        }
      })),
    { numRuns: 20 },
  ));
