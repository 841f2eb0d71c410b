import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { seededRandom } from "../lib/random.ts";
import type { FlowRun } from "../tracking/flows/flow_run.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { publishMonths } from "./flow_runs.ts";
import { assertDatabasesIntact, assertMonthsWhole, assertTrackingWhole } from "./home_invariants.ts";
import { leftovers, runTaxi, startTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Homes in which the flow is killed; more by `TAXI_KILL_ROUNDS=200`. */
const ROUNDS = Number(Deno.env.get("TAXI_KILL_ROUNDS") || 4);

/** Chooses the moments; a failure can be tried again by `TAXI_KILL_SEED`. */
const SEED = Deno.env.get("TAXI_KILL_SEED") || crypto.randomUUID().slice(0, 8);

Deno.test(`taxi flow run monthly killed in each of ${ROUNDS} homes and resumed ends as if undisturbed (TAXI_KILL_SEED=${SEED})`, () =>
  withTemporaryFolder(async (folder) => {
    const random = seededRandom(`${SEED} monthly`);
    const source = await publishMonths(folder, "2024-01..2024-04");
    const monthly = (home: string, at: string) => [
      ...["flow", "run", "monthly", "--param", `source=${source}`, "--at", at, "--home", home],
    ];
    const begun = join(folder, "begun"), undisturbed = join(folder, "undisturbed");
    await taxiJson(monthly(begun, "2024-04-10")); // the first champion
    await cp(begun, undisturbed, { recursive: true });
    const start = performance.now();
    await taxiJson(monthly(undisturbed, "2024-05-10"));
    const time = performance.now() - start;
    const expected = await endState(undisturbed);
    let kills = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const home = join(folder, `home ${round}`);
      await cp(begun, home, { recursive: true });
      let args = monthly(home, "2024-05-10");
      while (true) {
        const killed = await killAfter(args, time * random());
        if (killed) kills++;
        const newest = await newestRun(home);
        const written = newest.plannedAt === Date.parse("2024-05-10T00:00:00.000Z");
        if (written && newest.state === "completed") break;
        assert.ok(!written || newest.state === "crashed" || newest.state === "scheduled", newest.state);
        if (written) args = ["flow", "resume", newest.flowRunId, "--home", home];
        if (random() < 0.5) continue; // killed again
        const { code, stderr } = await runTaxi(args);
        assert.equal(code, 0, stderr);
        break;
      }
      assert.deepEqual(await endState(home), expected);
      await assertTrackingWhole(home);
      await assertMonthsWhole(home);
      assertDatabasesIntact(home);
      assert.deepEqual(leftovers(home), []);
      await Deno.remove(home, { recursive: true });
    }
    assert.ok(kills > 0, "the flow was always faster");
  }));

/** The newest run as the next command finds it. */
async function newestRun(home: string): Promise<FlowRun> {
  await using tracking = await openTracking(home);
  await tracking.flows.markCrashed();
  return (await tracking.flows.list({ limit: 1 }))[0];
}

/** What a person would look at: versions, aliases, errors, and whether anything still counts as running. */
async function endState(home: string) {
  await using tracking = await openTracking(home);
  const models = [];
  for (const { version, sha256, aliases, runId } of await tracking.models.listVersions("taxi-duration")) {
    const { metrics, status } = await tracking.runs.get(runId!);
    models.push({ version, sha256, aliases, status, mae: metrics.mae.value, rmse: metrics.rmse.value });
  }
  const flows = await tracking.flows.list();
  return {
    models,
    flows: flows.map(({ state, output }) => ({ state, output: withoutPaths(output) })),
    running:
      (await tracking.runs.search({ limit: 1000 })).filter(({ status }) => status === "running").length,
  };
}

/** The report lies in the home, whose name differs. */
function withoutPaths(output: unknown): unknown {
  return JSON.parse(JSON.stringify(output, (key, value) => key === "report" ? undefined : value));
}

/** @returns whether the command was killed before it had ended */
async function killAfter(args: readonly string[], milliseconds: number): Promise<boolean> {
  const process = startTaxi(args);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  process.kill("SIGKILL");
  return (await process.ended).code === 137;
}
