import assert from "node:assert/strict";
import type { Sql, TransactionOptions } from "../../lib/sql.ts";
import type { StoreContext } from "../store_context.ts";
import { openAttempt } from "./flow_attempt.ts";
import type { FlowRun } from "./flow_run.ts";

const TASK = { key: "first", name: "first", position: 0, inputHash: "a1", tags: [] };

/** A database that keeps nothing, and notes of each transaction whether a power cut may take it back. */
function notingDatabase() {
  const relaxed: boolean[] = [];
  const sql = { run: () => Promise.resolve(1), all: () => Promise.resolve([]) } as unknown as Sql;
  const transaction = async <T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T> => {
    relaxed.push(options?.relaxed === true);
    return await work(sql);
  };
  return { database: { ...sql, transaction }, relaxed };
}

Deno.test("a power cut may take back that a task began and that a run lives, never how a task or a run has ended", async () => {
  const { database, relaxed } = notingDatabase();
  const context = { sql: database, now: () => 1000 } as unknown as StoreContext;
  let released = false;
  const attempt = openAttempt(context, { flowRunId: "3f2a", attempt: 1 } as FlowRun, () => released = true);
  await attempt.startTask(TASK);
  attempt.log(null, "said before the heartbeat");
  await attempt.beat();
  attempt.link("first", "run", "77");
  await attempt.endTask(TASK, { state: "completed", output: 1, tries: 1 });
  await Promise.all([
    attempt.startTask({ ...TASK, key: "second" }),
    attempt.endTask({ ...TASK, key: "third" }, { state: "failed", error: "no", tries: 1 }),
  ]);
  await attempt.end({ state: "completed", output: 1 });
  assert.deepEqual(relaxed, [true, true, false, false, false]);
  assert.ok(released);
});
