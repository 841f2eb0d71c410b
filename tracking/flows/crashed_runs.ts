import type { Sql } from "../../lib/sql.ts";
import type { StoreContext } from "../store_context.ts";
import { selectRuns } from "./flow_rows.ts";
import type { FlowRun } from "./flow_run.ts";

/** Without a heartbeat for so long, a run of another home counts as crashed. */
export const LOST_MILLISECONDS = 60_000;

/** A crash is no news any more when the run's last sign of life is so old. */
const NEWS_MILLISECONDS = 86_400_000;

/**
 * Finds runs that are still `running` although their process is gone, and marks them and their open tasks `crashed` without an
 * end, for nobody knows when that was. Processes of this home are known by their locks, those of other homes by their
 * heartbeats. Lock files that were left behind are removed.
 *
 * @returns ids of the runs that were marked
 */
export async function markCrashedRuns(context: StoreContext): Promise<string[]> {
  const { flowLocks } = context;
  if (flowLocks.list().length === 0 && (await running(context.sql)).length === 0) return []; // the usual case needs no write lock
  return await context.sql.transaction(async (sql) => {
    const here = (await running(sql)).filter((run) => !livesElsewhere(context, run)).map(({ flowRunId }) =>
      flowRunId
    );
    const dead = here.filter((flowRunId) => flowLocks.take(flowRunId));
    await markCrashed(sql, dead);
    const leftBehind = flowLocks.list().filter((flowRunId) => flowLocks.take(flowRunId));
    for (const flowRunId of [...dead, ...leftBehind]) flowLocks.release(flowRunId);
    return dead;
  });
}

/** Crashed runs that were not given before. @returns their ids */
export async function takeCrashedRuns(context: StoreContext): Promise<string[]> {
  await markCrashedRuns(context);
  const { sql, now } = context;
  if ((await untoldRuns(sql, now())).length === 0) return []; // the usual case needs no write lock
  return await sql.transaction(async (sql) => {
    const ids = await untoldRuns(sql, now());
    await sql.many(
      "UPDATE flow_runs SET crash_told_at = ? WHERE flow_run_id = ?",
      ids.map((flowRunId) => [now(), flowRunId]),
    );
    return ids;
  });
}

async function untoldRuns(sql: Sql, now: number): Promise<string[]> {
  const rows = await sql.all<{ flowRunId: string }>(
    `SELECT flow_run_id AS "flowRunId" FROM flow_runs
     WHERE state = 'crashed' AND crash_told_at IS NULL AND heartbeat_at > ? ORDER BY planned_at, flow_run_id`,
    now - NEWS_MILLISECONDS,
  );
  return rows.map(({ flowRunId }) => flowRunId);
}

/**
 * Whether a process of another home has the run, as far as anybody knows: its lock lies there, and its file is here as long as the run is one
 * of this home. Clocks of two computers differ, and one may be put back.
 */
export function livesElsewhere({ shared, flowLocks, now }: StoreContext, run: FlowRun): boolean {
  if (!shared || run.state !== "running" || flowLocks.list().includes(run.flowRunId)) return false;
  return Math.abs(now() - (run.heartbeatAt ?? 0)) < LOST_MILLISECONDS;
}

/** Marks those of the runs that are running, and their open tasks. */
export async function markCrashed(sql: Sql, flowRunIds: readonly string[]): Promise<void> {
  const rows = flowRunIds.map((flowRunId) => [flowRunId]);
  await sql.many("UPDATE flow_tasks SET state = 'crashed' WHERE flow_run_id = ? AND state = 'running'", rows);
  await sql.many(
    `UPDATE flow_runs SET state = 'crashed', error = 'Its process ended without a word'
     WHERE flow_run_id = ? AND state = 'running'`,
    rows,
  );
}

function running(sql: Sql): Promise<FlowRun[]> {
  return selectRuns(sql, "WHERE state = 'running'");
}
