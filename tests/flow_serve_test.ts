import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FlowRun } from "../tracking/flows/flow_run.ts";
import { publishMonths, startSlowSource, untilGone, untilStored, untilTask } from "./flow_runs.ts";
import { CHECKOUT, startTaxi, taxiJson, type TaxiProcess } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const SECOND = 1000, MINUTE = 60 * SECOND;

/** Quick: there is no month that it would have to ingest. */
const QUICK = { flow: "backfill", params: { months: "2024-03", source: "synthetic" } };

Deno.test("of two taxi flow serve on one home one leads; when it is killed the other one does, and nothing runs twice", () =>
  withTemporaryFolder(async (folder) => {
    const home = await homeOf(folder),
      config = await writeConfig(folder, { often: { ...QUICK, cron: "*/2 * * * * *" } });
    const servers = [serve(home, config), serve(home, config)];
    try {
      await untilStored(home, async ({ flows }) => (await completed(flows.list()))[1]);
      const leader = servers.find(({ pid }) => pid === leaderOf(home))!;
      const follower = servers.find((server) => server !== leader)!;
      const before = Date.now();
      leader.kill("SIGKILL");
      await untilStored(home, async ({ flows }) => {
        const runs = await completed(flows.list());
        return leaderOf(home) === follower.pid && runs[1]?.plannedAt > before ? true : undefined;
      });
      follower.kill("SIGTERM");
      assert.equal((await follower.ended).code, 0);
    } finally {
      for (const server of servers) server.kill("SIGKILL");
      await Promise.all(servers.map(({ ended }) => ended));
    }
    const runs = await untilStored(home, async ({ flows }) => {
      const all = await flows.list({ limit: 10_000 });
      return all.some(({ state }) => state === "running") ? undefined : all;
    });
    const times = runs.map(({ plannedAt }) => plannedAt);
    assert.equal(new Set(times).size, times.length, "a planned time has two runs");
    assert.ok(runs.every(({ attempt }) => attempt <= 1), "a run was begun twice");
    assert.ok(runs.some(({ state }) => state === "skipped"), "what nobody was there for is told");
    assertNeverTwoAtOnce(runs);
  }));

for (const [missed, runs] of [["latest-only", 1], ["all", 8], ["none", 0]] as const) {
  Deno.test(`after 40 s without a scheduler on a 5 s schedule, missed: ${missed} makes up for ${runs} of 8 turns, one after the other`, () =>
    withTemporaryFolder(async (folder) => {
      const home = await homeOf(folder), gap = Math.floor(Date.now() / MINUTE) * MINUTE - 5 * MINUTE;
      const at = new Date(gap);
      // Eight times in one minute that is over; the next ones are a year away.
      const cron = `0-35/5 ${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${
        at.getUTCMonth() + 1
      } *`;
      const config = await writeConfig(folder, { often: { ...QUICK, cron, missed } });
      await (await began(serve(home, config))).stop();
      using database = new DatabaseSync(join(home, "tracking.db"));
      database.prepare("UPDATE flow_schedules SET handled_until = ?").run(gap - 1);
      const again = await began(serve(home, config));
      const all = await untilStored(home, async ({ flows }) => {
        const found = await flows.list({ schedule: "often" });
        const over = found.every(({ state }) => state === "completed" || state === "skipped");
        return found.length === 8 && over ? found : undefined;
      });
      await again.stop();
      const done = all.filter(({ state }) => state === "completed");
      assert.equal(done.length, runs);
      if (missed === "latest-only") assert.equal(done[0].plannedAt, gap + 35 * SECOND);
      assert.ok(
        all.every(({ state, error }) => state === "completed" || /No scheduler was there/.test(error!)),
      );
      assertNeverTwoAtOnce(all);
    }));
}

Deno.test("taxi flow serve removes runs that were over for longer than --keep, and no others", () =>
  withTemporaryFolder(async (folder) => {
    const home = await homeOf(folder);
    const config = await writeConfig(folder, { rarely: { ...QUICK, cron: "0 0 1 1 *" } });
    const run = ["flow", "run", "backfill", "--param", "months=2024-03", "--param", "source=synthetic"];
    const { flow_run_id: old } = await taxiJson([...run, "--home", home]);
    const { flow_run_id: young } = await taxiJson([...run, "--home", home]);
    using database = new DatabaseSync(join(home, "tracking.db"));
    database.prepare("UPDATE flow_runs SET ended_at = ended_at - ? WHERE flow_run_id = ?").run(
      60 * MINUTE,
      old,
    );
    const server = await began(
      startTaxi(["flow", "serve", "--json", "--keep", "30m", "--config", config, "--home", home]),
    );
    const kept = await untilStored(home, async ({ flows }) => {
      const ids = (await flows.list()).map(({ flowRunId }) => flowRunId);
      return ids.includes(old) ? undefined : ids;
    });
    await server.stop();
    assert.deepEqual(kept, [young]);
  }));

Deno.test("a run whose process is killed is crashed for all, is told of once, and blocks no further run of its schedule", () =>
  withTemporaryFolder(async (folder) => {
    const published = await publishMonths(folder, "2024-03", 1500);
    await using source = startSlowSource(published, "2024-03");
    const home = join(folder, "home"), told = join(folder, "told"), at = ["--home", home];
    const flow = { flow: "backfill", params: { months: "2024-03", source: source.url } };
    const config = await writeConfig(
      folder,
      { often: { ...flow, cron: "*/2 * * * * *", pause_after: null } },
      told,
    );
    const server = await began(serve(home, config));
    const first = await untilTask(home, "ingest:2024-03", "running");
    await server.stop(); // nobody is there when it dies, and other commands are the first to see it
    const pid = parseInt(first.owner);
    Deno.kill(pid, "SIGKILL");
    await untilGone(pid);
    const { runs } = await taxiJson(["flow", "list", ...at]);
    const seen = runs.find((run: Record<string, string>) => run.flow_run_id === first.flowRunId);
    assert.equal(seen.state, "crashed");
    source.speak();
    const again = await began(serve(home, config));
    const next = await untilStored(
      home,
      async ({ flows }) => (await completed(flows.list({ schedule: "often" }))).at(-1),
    );
    assert.ok(next.plannedAt > first.plannedAt);
    await again.stop();
    const events = (await Deno.readTextFile(told)).trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(events.map(({ event, flow_run_id }) => [event, flow_run_id]), [[
      "crashed",
      first.flowRunId,
    ]]);
    const { state } = await taxiJson(["flow", "resume", first.flowRunId, ...at]);
    assert.equal(state, "completed");
  }));

Deno.test("Ctrl-C at taxi flow serve ends it, and not the runs that are under way", {
  ignore: Deno.build.os !== "linux",
}, () =>
  withTemporaryFolder(async (folder) => {
    const published = await publishMonths(folder, "2024-03", 1500);
    await using source = startSlowSource(published, "2024-03");
    const home = join(folder, "home");
    const flow = { flow: "backfill", params: { months: "2024-03", source: source.url } };
    const config = await writeConfig(folder, { often: { ...flow, cron: "*/2 * * * * *" } });
    const server = await began(serve(home, config, ["setsid", ...CHECKOUT]));
    const { flowRunId } = await untilTask(home, "ingest:2024-03", "running");
    Deno.kill(-server.process.pid, "SIGINT"); // as a terminal does: to all processes of the group
    assert.equal((await server.process.ended).code, 0);
    source.speak();
    const run = await untilStored(home, async ({ flows }) => {
      const found = await flows.get(flowRunId);
      return found.state === "running" ? undefined : found;
    });
    assert.equal(run.state, "completed", run.error ?? "");
  }));

/** A home with a month that needs no ingest. */
async function homeOf(folder: string): Promise<string> {
  const home = join(folder, "home");
  await taxiJson([
    "ingest",
    "--source",
    "synthetic",
    "--rows",
    "1500",
    "--months",
    "2024-03",
    "--home",
    home,
  ]);
  return home;
}

/** A configuration file, which is JSON and so YAML too. @param told a file that gets each notification in a line */
async function writeConfig(folder: string, schedules: object, told?: string): Promise<string> {
  const path = join(folder, "flows.yaml");
  const notify = told === undefined ? [] : [{ command: ["sh", "-c", `cat >> '${told}'; echo >> '${told}'`] }];
  await Deno.writeTextFile(path, JSON.stringify({ schedules, notify }));
  return path;
}

function serve(home: string, config: string, program = CHECKOUT): TaxiProcess {
  return startTaxi(["flow", "serve", "--json", "--config", config, "--home", home], { program });
}

/** Waits until a scheduler has taken the schedules over. */
async function began(process: TaxiProcess) {
  if (await process.document === undefined) throw new Error((await process.ended).stderr);
  return {
    process,
    async stop() {
      process.kill("SIGTERM");
      const { code, stderr } = await process.ended;
      assert.equal(code, 0, stderr);
    },
  };
}

/** The process that holds the lease. */
function leaderOf(home: string): number {
  using database = new DatabaseSync(join(home, "tracking.db"));
  return parseInt(String(database.prepare("SELECT holder FROM flow_leases").get()?.holder));
}

async function completed(listed: Promise<FlowRun[]>): Promise<FlowRun[]> {
  return (await listed).filter(({ state }) => state === "completed");
}

function assertNeverTwoAtOnce(runs: readonly FlowRun[]): void {
  const spans = runs.filter(({ startedAt }) => startedAt !== null)
    .map(({ startedAt, endedAt }) => [startedAt!, endedAt!]).sort(([a], [b]) => a - b);
  spans.slice(1).forEach(([start], i) => assert.ok(start >= spans[i][1], "two runs of a schedule at once"));
}
