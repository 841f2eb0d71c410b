import type { Sql } from "../lib/sql.ts";
import type { StoreContext } from "./store_context.ts";

/**
 * Finds runs that are still `running` although their process is gone, and marks them `killed` without an end time,
 * for nobody knows when it died. Runs of living processes hold their lock; runs of remote clients have none and are
 * left alone. Lock files that a process left behind after its run had ended are removed.
 *
 * @returns ids of the runs that were marked
 */
export async function markKilledRuns({ sql, locks }: StoreContext): Promise<string[]> {
  if ((await runningHere(sql)).length === 0 && locks.list().length === 0) return []; // the usual case needs no write lock
  return await sql.transaction(async (sql) => {
    const dead = (await runningHere(sql)).filter((runId) => locks.take(runId));
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
