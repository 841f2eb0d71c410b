import type { Sql } from "../lib/sql.ts";
import type { StoreContext } from "./store_context.ts";

/**
 * Finds runs that are still `running` although their process is gone, and marks them `killed` without an end time,
 * for nobody knows when it died. Runs of living processes hold their lock; runs of remote clients have none and are
 * left alone. So are, in a shared database, runs without a lock file here: nothing tells whether they live. Lock files that a process left behind after its run had ended are removed.
 *
 * @returns ids of the runs that were marked
 */
export async function markKilledRuns({ sql, locks, shared }: StoreContext): Promise<string[]> {
  const locked = locks.list();
  if (locked.length === 0 && (shared || (await runningHere(sql)).length === 0)) return []; // the usual case needs no write lock
  return await sql.transaction(async (sql) => {
    const here = new Set(locks.list());
    const running = (await runningHere(sql)).filter((runId) => !shared || here.has(runId));
    const dead = running.filter((runId) => locks.take(runId));
    await sql.many("UPDATE runs SET status = 'killed' WHERE run_id = ?", dead.map((runId) => [runId]));
    const leftBehind = locks.list().filter((runId) => locks.take(runId));
    for (const runId of [...dead, ...leftBehind]) locks.release(runId);
    return dead;
  });
}

async function runningHere(sql: Sql): Promise<string[]> {
  const select =
    `SELECT run_id AS "runId" FROM runs WHERE owner = 'process' AND status = 'running' ORDER BY start_time`;
  return (await sql.all<{ runId: string }>(select)).map(({ runId }) => runId);
}
