import { NotFoundError } from "../lib/errors.ts";
import type { Sql, SqlValue } from "../lib/sql.ts";
import { assertText, assertWhole } from "./key_rules.ts";
import { assertActiveExperiment } from "./experiments.ts";
import { assertWritable, insertBatch, type RunBatch } from "./run_log.ts";
import { runName } from "./run_name.ts";
import type { Run, RunStatus } from "./run.ts";
import { readRuns } from "./run_rows.ts";
import { findRuns, type RunSearch } from "./search/run_search.ts";
import type { StoreContext } from "./store_context.ts";

/** A run about to begin. */
export interface RunDraft {
  /** Where the run belongs; the experiment must be active. */
  readonly experimentId: number;
  /** Made up when not given. */
  readonly name?: string;
  /** Who starts it. */
  readonly user?: string;
  /** `process` (unless told) when this process does the work, `client` when it is reported from elsewhere. */
  readonly owner?: Run["owner"];
  /** Milliseconds since 1970 UTC; now unless told. */
  readonly startTime?: number;
  /** Logged together with the run: either all of it is there or no run. */
  readonly log?: RunBatch;
}

/** How a run ended; at `endTime`, which is now unless told. */
export type RunEnding =
  | { readonly status: "finished"; readonly endTime?: number }
  | { readonly status: "failed"; readonly error?: string; readonly endTime?: number }
  | { readonly status: "killed"; readonly endTime?: number };

/** What a client says of a run's state; what it does not say stays as it is. */
export interface RunChange {
  /** The new name. */
  readonly name?: string;
  /** Any state may follow any other. */
  readonly status?: RunStatus;
  /** Milliseconds since 1970 UTC. */
  readonly endTime?: number;
}

/** Which runs to list. */
export interface RunQuery {
  /** All experiments unless told. */
  readonly experimentId?: number;
  /** Any status unless told. */
  readonly status?: RunStatus;
  /** Deleted runs instead of the others. */
  readonly deleted?: boolean;
  /** Those whose id begins so. */
  readonly idStart?: string;
  /** Only those that a filter of MLflow's grammar lets through, such as `metrics.mae < 3`; all unless told. */
  readonly filter?: string;
  /** Such as `metrics.mae ASC`; the newest first unless told, and then. */
  readonly orderBy?: readonly string[];
  /** At most so many; 100 unless told. */
  readonly limit?: number;
  /** So many of the newest are left out. */
  readonly offset?: number;
}

/** Runs of one store. */
export interface Runs {
  /** Begins a run. @throws NotFoundError without such an experiment */
  create(draft: RunDraft): Promise<Run>;
  /** The run with this id; deleted ones are found too. @throws NotFoundError */
  get(runId: string): Promise<Run>;
  /** Newest first, unless another order is asked for. @throws SearchError */
  search(query: RunQuery): Promise<Run[]>;
  /** Those that a filter of MLflow's grammar lets through, in the asked order. @throws SearchError */
  find(search: RunSearch): Promise<Run[]>;
  /** Changes what a client reports of a run. @throws NotFoundError; TaxiError `run_deleted` */
  update(runId: string, change: RunChange): Promise<Run>;
  /** Ends a run; again, if it had ended. @throws NotFoundError */
  end(runId: string, ending: RunEnding): Promise<void>;
  /** Gives the run another name. @throws NotFoundError */
  rename(runId: string, name: string): Promise<void>;
  /** Hides a run from searches; nothing is lost. @throws NotFoundError */
  delete(runId: string): Promise<void>;
  /** Takes back {@linkcode Runs.delete}. @throws NotFoundError */
  restore(runId: string): Promise<void>;
}

/** {@linkcode Runs} in a database. */
export function storedRuns(context: StoreContext): Runs {
  const { sql } = context;
  return {
    create: (draft) => createRun(context, draft),
    get: (runId) => getRun(sql, runId),
    search: (query) => searchRuns(sql, query),
    find: (search) => findRuns(sql, search),
    update: (runId, change) => updateRun(context, runId, change),
    end: (runId, ending) => endRun(context, runId, ending),
    rename: (runId, name) => update(sql, "UPDATE runs SET name = ? WHERE run_id = ?", name, runId),
    delete: (runId) => setDeleted(sql, runId, context.now()),
    restore: (runId) => setDeleted(sql, runId, null),
  };
}

/** The lock comes before the row, so that nobody ever sees a running run of a living process without a lock. */
async function createRun(context: StoreContext, draft: RunDraft): Promise<Run> {
  const { locks, now } = context;
  const runId = crypto.randomUUID().replaceAll("-", "");
  const { owner = "process", name = runName(Math.random), user = "", startTime = now() } = draft;
  assertWhole("a start time", startTime);
  assertText("a run's name", name, 8000);
  try {
    return await context.sql.transaction(async (sql) => {
      await assertActiveExperiment(sql, draft.experimentId);
      if (owner === "process") locks.take(runId);
      await sql.run(
        `INSERT INTO runs (run_id, experiment_id, name, user_id, owner, status, start_time)
         VALUES (?, ?, ?, ?, ?, 'running', ?)`,
        ...[runId, draft.experimentId, name, user, owner, startTime],
      );
      if (draft.log) await insertBatch(sql, now, runId, draft.log);
      return await getRun(sql, runId);
    });
  } catch (error) {
    locks.release(runId);
    throw error;
  }
}

async function getRun(sql: Sql, runId: string): Promise<Run> {
  const [run] = await readRuns(sql, [runId]);
  if (!run) throw notFound(runId);
  return run;
}

async function searchRuns(sql: Sql, query: RunQuery): Promise<Run[]> {
  if (query.filter !== undefined || query.orderBy !== undefined) return await searchByGrammar(sql, query);
  const { experimentId, status, idStart, deleted = false, limit = 100, offset = 0 } = query;
  const where = [`deleted_at IS ${deleted ? "NOT NULL" : "NULL"}`], values: SqlValue[] = [];
  const restrict = (condition: string, ...of: SqlValue[]) => (where.push(condition), values.push(...of));
  if (experimentId !== undefined) restrict("experiment_id = ?", experimentId);
  if (status !== undefined) restrict("status = ?", status);
  if (idStart !== undefined) restrict("run_id >= ? AND run_id < ?", idStart, `${idStart}\u{10ffff}`);
  const rows = await sql.all<{ runId: string }>(
    `SELECT run_id AS "runId" FROM runs WHERE ${
      where.join(" AND ")
    } ORDER BY start_time DESC, run_id LIMIT ? OFFSET ?`,
    ...[...values, limit, offset],
  );
  return await readRuns(sql, rows.map(({ runId }) => runId));
}

/** All that the query asks for, as one search of MLflow's grammar. Ids have no quotes and no wildcards. */
async function searchByGrammar(sql: Sql, query: RunQuery): Promise<Run[]> {
  const { experimentId, status, idStart, filter = "", orderBy = [], limit = 100, offset = 0 } = query;
  const clauses = [
    ...(filter === "" ? [] : [filter]),
    ...(status === undefined ? [] : [`attributes.status = '${status.toUpperCase()}'`]),
    ...(idStart === undefined ? [] : [`attributes.run_id LIKE '${idStart}%'`]),
  ];
  const experimentIds = experimentId !== undefined
    ? [experimentId]
    : (await sql.lists<[number]>("SELECT experiment_id FROM experiments")).map(([id]) => id);
  const view = query.deleted ? "deleted" : "active";
  return await findRuns(sql, { experimentIds, filter: clauses.join(" AND "), orderBy, view, limit, offset });
}

/** A run that a client has ended is watched no more. */
async function updateRun(context: StoreContext, runId: string, change: RunChange): Promise<Run> {
  const { name, status, endTime } = change;
  if (endTime !== undefined) assertWhole("an end time", endTime);
  if (name !== undefined) assertText("a run's name", name, 8000);
  const run = await context.sql.transaction(async (sql) => {
    await assertWritable(sql, runId);
    await sql.run(
      `UPDATE runs SET name = coalesce(?, name), status = coalesce(?, status), end_time = coalesce(?, end_time),
         error = CASE WHEN coalesce(?, status) = 'failed' THEN error END WHERE run_id = ?`,
      ...[name ?? null, status ?? null, endTime ?? null, status ?? null, runId],
    );
    return await getRun(sql, runId);
  });
  if (run.status !== "running") context.locks.release(runId);
  return run;
}

/** The lock is let go only after the end is committed, so that the run cannot be taken for a dead one in between. */
async function endRun(context: StoreContext, runId: string, ending: RunEnding): Promise<void> {
  const endTime = ending.endTime ?? context.now();
  assertWhole("an end time", endTime);
  const error = ending.status === "failed" ? ending.error ?? null : null;
  const statement = "UPDATE runs SET status = ?, end_time = ?, error = ? WHERE run_id = ?";
  await update(context.sql, statement, ending.status, endTime, error, runId);
  context.locks.release(runId);
}

async function setDeleted(sql: Sql, runId: string, deletedAt: number | null): Promise<void> {
  await update(sql, "UPDATE runs SET deleted_at = ? WHERE run_id = ?", deletedAt, runId);
}

/** @param values the last one is the run's id */
async function update(sql: Sql, statement: string, ...values: (string | number | null)[]): Promise<void> {
  if (await sql.run(statement, ...values) === 0) throw notFound(String(values.at(-1)));
}

function notFound(runId: string): NotFoundError {
  return new NotFoundError(`Cannot find run "${runId}"`, "taxi runs list", { run: runId });
}
