import { execute, selectAll, transaction } from "../lib/sqlite.ts";
import type { StoreContext } from "./store_context.ts";

/**
 * Finds runs that are still `running` although their process is gone, and marks them `killed` without an end time,
 * for nobody knows when it died. Runs of living processes hold their lock; runs of remote clients have none and are
 * left alone. Lock files that a process left behind after its run had ended are removed.
 *
 * @returns ids of the runs that were marked
 */
export function markKilledRuns(context: StoreContext): string[] {
  const { database, locks } = context;
  if (runningHere(context).length === 0 && locks.list().length === 0) return []; // the usual case needs no write lock
  return transaction(database, () => {
    const dead = runningHere(context).filter((runId) => locks.take(runId));
    for (const runId of dead) {
      execute(database, "UPDATE runs SET status = 'killed' WHERE run_id = ?", runId);
    }
    const leftBehind = locks.list().filter((runId) => locks.take(runId));
    for (const runId of [...dead, ...leftBehind]) locks.release(runId);
    return dead;
  });
}

function runningHere({ database }: StoreContext): string[] {
  const sql =
    "SELECT run_id AS runId FROM runs WHERE owner = 'process' AND status = 'running' ORDER BY start_time";
  return selectAll<{ runId: string }>(database, sql).map(({ runId }) => runId);
}
