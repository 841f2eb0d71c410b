import assert from "node:assert/strict";
import { join } from "node:path";
import { openRunLocks } from "./run_locks.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openTracking } from "./tracking_store.ts";

function lockFiles(home: string): string[] {
  return [...Deno.readDirSync(join(home, "locks"))].map(({ name }) => name);
}

Deno.test("a run whose store was left without ending it is marked killed, without an end time, once", () =>
  withTemporaryHome(async (home) => {
    const dying = await openTracking(home);
    const { runId } = await dying.runs.create({ experimentId: 0 });
    await dying.close();
    await using next = await openTracking(home);
    assert.deepEqual(next.killedRuns, [runId]);
    const run = await next.runs.get(runId);
    assert.ok(run.status === "killed");
    assert.equal(run.endTime, null);
    assert.deepEqual(lockFiles(home), []);
    await using later = await openTracking(home);
    assert.deepEqual(later.killedRuns, []);
  }));

Deno.test("a run of a living store is never marked, and its lock goes when it ends", () =>
  withTemporaryHome(async (home) => {
    await using living = await openTracking(home);
    const { runId } = await living.runs.create({ experimentId: 0 });
    for (let i = 0; i < 3; i++) {
      await using other = await openTracking(home);
      assert.deepEqual(other.killedRuns, []);
      assert.equal((await other.runs.get(runId)).status, "running");
    }
    assert.deepEqual(lockFiles(home), [`run-${runId}.lock`]);
    await living.runs.end(runId, { status: "finished" });
    assert.deepEqual(lockFiles(home), []);
  }));

Deno.test("a run of a remote client has no lock and is left alone", () =>
  withTemporaryHome(async (home) => {
    const server = await openTracking(home);
    const { runId } = await server.runs.create({ experimentId: 0, owner: "client" });
    await server.close();
    await using next = await openTracking(home);
    assert.deepEqual(next.killedRuns, []);
    assert.equal((await next.runs.get(runId)).status, "running");
  }));

Deno.test("a run that was refused leaves no lock", () =>
  withTemporaryHome(async (home) => {
    await using store = await openTracking(home);
    await assert.rejects(store.runs.create({ experimentId: 0, log: { tags: { "a//b": "" } } }));
    assert.deepEqual(lockFiles(home), []);
  }));

Deno.test("lock files left behind by ended runs are swept", () =>
  withTemporaryHome(async (home) => {
    await (await openTracking(home)).close();
    await Deno.mkdir(join(home, "locks"));
    await Deno.writeTextFile(join(home, "locks", "run-ended.lock"), "");
    await (await openTracking(home)).close();
    assert.deepEqual(lockFiles(home), []);
  }));

Deno.test("openRunLocks: a lock has one holder, even inside one process", () =>
  withTemporaryHome((home) => {
    const mine = openRunLocks(join(home, "locks")), other = openRunLocks(join(home, "locks"));
    assert.deepEqual([mine.take("a"), mine.take("a"), other.take("a")], [true, false, false]);
    other.release("a"); // not the holder: nothing happens
    assert.deepEqual(mine.list(), ["a"]);
    mine.release("a");
    assert.deepEqual(mine.list(), []);
    assert.equal(other.take("a"), true);
    other.abandon();
    assert.equal(mine.take("a"), true);
    mine.release("a");
  }));
