import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking } from "../tracking_store.ts";
import type { FlowTaskStart } from "./flow_attempt.ts";

const TASK: FlowTaskStart = { key: "ingest", name: "ingest", position: 0, inputHash: "a1", tags: [] };
const DAY = 86_400_000;

Deno.test("a run whose process is gone is crashed, and each crash is given once to whoever tells of it", () =>
  withTemporaryHome(async (home) => {
    let time = DAY;
    const now = () => time;
    await using store = await openTracking(home, { now });
    const { flowRunId } = (await store.flows.create({ flow: "monthly", params: {} }))!;
    for (let crashes = 1; crashes <= 2; crashes++) {
      {
        await using dying = await openTracking(home, { now });
        const attempt = await dying.flows.begin(flowRunId);
        await attempt.startTask(TASK);
        assert.deepEqual(await store.flows.takeCrashed(), []);
      } // lets go of its locks, as the death of the process does
      const sooner = await openTracking(home, { now });
      assert.deepEqual(await sooner.flows.markCrashed(), [flowRunId]);
      await sooner[Symbol.asyncDispose]();
      const { state, error, endedAt } = await store.flows.get(flowRunId);
      assert.deepEqual([state, error, endedAt], ["crashed", "Its process ended without a word", null]);
      assert.equal((await store.flows.tasks(flowRunId)).at(-1)?.state, "crashed");
      assert.deepEqual(await store.flows.takeCrashed(), [flowRunId]);
      assert.deepEqual(await store.flows.takeCrashed(), []);
    }
    const old = (await store.flows.create({ flow: "monthly", params: {} }))!;
    {
      await using dying = await openTracking(home, { now });
      await dying.flows.begin(old.flowRunId);
    }
    time += DAY;
    assert.deepEqual(await store.flows.takeCrashed(), []);
    assert.equal((await store.flows.get(old.flowRunId)).state, "crashed");
  }));

Deno.test("what was said before a heartbeat that could not be written down is written with the next one", () =>
  withTemporaryHome(async (home) => {
    await using store = await openTracking(home);
    const { flowRunId } = (await store.flows.create({ flow: "monthly", params: {} }))!;
    const attempt = await store.flows.begin(flowRunId);
    using database = new DatabaseSync(join(home, "tracking.db"));
    database.exec(
      "CREATE TRIGGER broken BEFORE UPDATE ON flow_runs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    );
    attempt.log("ingest", "first");
    attempt.link("ingest", "dataset", "green 2024-03");
    await assert.rejects(attempt.beat());
    attempt.log("ingest", "second");
    database.exec("DROP TRIGGER broken");
    await attempt.beat();
    const lines = (await store.flows.lines(flowRunId)).map(({ line }) => line);
    assert.deepEqual(lines, ["first", "second"]);
    assert.equal((await store.flows.links(flowRunId)).length, 1);
    await attempt.end({ state: "completed", output: null });
  }));

Deno.test("a lease that a wrong clock has taken for years is free when the clock is right again", () =>
  withTemporaryHome(async (home) => {
    let time = 100 * 365 * DAY;
    await using store = await openTracking(home, { now: () => time });
    assert.equal(await store.schedules.lease("scheduler", "dead", 10_000), true);
    time = 50 * 365 * DAY;
    assert.equal(await store.schedules.lease("scheduler", "alive", 10_000), true);
    time -= 30_000; // clocks of two computers differ a little
    assert.equal(await store.schedules.lease("scheduler", "other", 10_000), false);
  }));
