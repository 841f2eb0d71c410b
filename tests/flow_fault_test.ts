import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { publishMonths } from "./flow_runs.ts";
import { assertDatabasesIntact, assertTrackingWhole } from "./home_invariants.ts";
import { leftovers, runTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Faults after the training has registered its version, as triggers of the database, and what becomes of the flow's run. */
const FAULTS = {
  "that throws after it has written": {
    trigger: `BEFORE UPDATE ON runs WHEN NEW.status = 'finished' BEGIN SELECT RAISE(ABORT, 'no more'); END`,
    state: "failed",
  },
  "whose end cannot be written down": {
    trigger: `BEFORE UPDATE ON flow_tasks WHEN NEW.name = 'train' AND NEW.state = 'completed'
      BEGIN SELECT RAISE(ABORT, 'no more'); END`,
    state: "crashed",
  },
};

for (const [what, { trigger, state }] of Object.entries(FAULTS)) {
  Deno.test(`a task ${what} leaves its run to be resumed, which registers no second version`, () =>
    withTemporaryFolder(async (folder) => {
      const source = await publishMonths(folder, "2024-03..2024-04", 1500), home = join(folder, "home");
      const at = ["--home", home];
      await taxiJson(["flow", "list", ...at]);
      withDatabase(home, `CREATE TRIGGER fault ${trigger}`);
      const months = ["--param", "train=2024-03", "--param", "test=2024-04", "--param", `source=${source}`];
      const broken = await runTaxi(["flow", "run", "train", ...months, ...at]);
      assert.equal(broken.code, 1);
      assert.match(broken.stderr, /^taxi: .*no more/m);
      withDatabase(home, "DROP TRIGGER fault");
      const { runs: [run] } = await taxiJson(["flow", "list", ...at]);
      assert.equal(run.state, state);
      const before = await versionsOf(at);
      assert.equal(before.length, 1);
      const { output } = await taxiJson(["flow", "resume", run.flow_run_id, ...at]);
      assert.deepEqual([output.version, output.runId], [1, before[0].run_id]);
      assert.deepEqual(await versionsOf(at), before);
      const { status } = await taxiJson(["runs", "show", output.runId, ...at]);
      assert.equal(status, "finished");
      const { links } = await taxiJson(["flow", "show", run.flow_run_id, ...at]);
      const made = links.filter(({ kind }: { kind: string }) => kind === "run" || kind === "model_version");
      assert.deepEqual(made.map(({ target }: { target: string }) => target), [
        "taxi-duration/1",
        output.runId,
      ]);
      await assertTrackingWhole(home);
      assertDatabasesIntact(home);
      assert.deepEqual(leftovers(home), []);
    }));
}

function withDatabase(home: string, statement: string): void {
  using database = new DatabaseSync(join(home, "tracking.db"));
  database.exec(statement);
}

async function versionsOf(at: readonly string[]) {
  return (await taxiJson(["models", "show", "taxi-duration", ...at])).versions;
}
