import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTracking } from "../tracking/tracking_store.ts";
import { publishMonths, startSlowSource, untilGone, untilTask } from "./flow_runs.ts";
import { CHECKOUT, startTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const ENDLESS = fileURLToPath(new URL("./processes/endless_flow.ts", import.meta.url));
const ignore = Deno.build.os === "windows";

Deno.test("taxi flow run ends as cancelled when it is told to stop, by whomever, and taxi flow resume goes on", () =>
  withTemporaryFolder(async (folder) => {
    const published = await publishMonths(folder, "2024-03..2024-04", 1500);
    await using source = startSlowSource(published, "2024-04");
    const home = join(folder, "home"), at = ["--home", home];
    const run = startTaxi([
      ...["flow", "run", "backfill", "--param", "months=2024-03..2024-04"],
      ...["--param", `source=${source.url}`, ...at],
    ]);
    await untilTask(home, "ingest:2024-04", "running");
    const { flowRunId } = await untilTask(home, "ingest:2024-03", "completed");
    const asked = await taxiJson(["flow", "cancel", flowRunId, "--reason", "No need", ...at]);
    assert.equal(asked.state, "running");
    const cancelled = await run.ended;
    assert.equal(cancelled.code, 1);
    assert.match(cancelled.stderr, /^taxi: Flow run [0-9a-f]{32} cancelled: No need$/m);
    assert.deepEqual(await statesOf(at, flowRunId), ["cancelled", {
      "find_partitions 1": "completed",
      "ingest:2024-03 1": "completed",
      "ingest:2024-04 1": "cancelled",
    }]);
    if (!ignore) {
      for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
        const resumed = startTaxi(["flow", "resume", flowRunId, ...at]);
        await untilTask(home, "ingest:2024-04", "running");
        resumed.kill(signal);
        const ended = await resumed.ended;
        assert.equal(ended.code, code, ended.stderr);
        assert.match(
          ended.stderr,
          new RegExp(`^taxi: Flow run [0-9a-f]{32} cancelled: Interrupted by ${signal}$`, "m"),
        );
        assert.equal((await statesOf(at, flowRunId))[0], "cancelled");
      }
    }
    source.speak();
    const { state, output } = await taxiJson(["flow", "resume", flowRunId, ...at]);
    assert.deepEqual([state, output.ingested.length], ["completed", 2]);
    const [, tasks] = await statesOf(at, flowRunId);
    const ingests = Object.entries(tasks).filter(([key]) => key.startsWith("ingest:2024-03"));
    assert.deepEqual(ingests, [["ingest:2024-03 1", "completed"]], "a finished month was done again");
  }));

for (const [how, exit] of [["cancel", 1], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `a run stopped by ${how} ends the programs of its tasks, and theirs, and its tracked run`,
    ignore,
    fn: () =>
      withTemporaryFolder(async (home) => {
        const process = startTaxi([home], { program: [...CHECKOUT.slice(0, -1), ENDLESS] });
        const made = await process.document as { flowRunId: string; runId: string; pids: number[] };
        if (how === "cancel") await taxiJson(["flow", "cancel", made.flowRunId, "--home", home]);
        else process.kill(how);
        const { code, stderr } = await process.ended;
        assert.equal(code, exit, stderr);
        for (const pid of made.pids) await untilGone(pid);
        await using tracking = await openTracking(home);
        assert.deepEqual(tracking.killedRuns, [], "the tracked run was left to be found dead");
        assert.equal((await tracking.runs.get(made.runId)).status, "killed");
        assert.equal((await tracking.flows.get(made.flowRunId)).state, "cancelled");
        const tasks = await tracking.flows.tasks(made.flowRunId);
        assert.deepEqual(tasks.map(({ state }) => state), ["cancelled", "cancelled"]);
      }),
  });
}

/** The state of a run, and those of its tasks by key and attempt. */
async function statesOf(at: readonly string[], flowRunId: string): Promise<[string, Record<string, string>]> {
  const { state, tasks } = await taxiJson(["flow", "show", flowRunId, ...at]);
  const entries = tasks.map((task: Record<string, string>) => [`${task.key} ${task.attempt}`, task.state]);
  return [state, Object.fromEntries(entries)];
}
