import { NotFoundError, TaxiError } from "../lib/errors.ts";
import { execute, selectAll, selectOne, transaction } from "../lib/sqlite.ts";
import { assertText, assertWhole } from "./key_rules.ts";
import { insertBatch, type RunBatch } from "./run_log.ts";
import { runName } from "./run_name.ts";
import type { Run, RunStatus } from "./run.ts";
import { readRuns } from "./run_rows.ts";
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

/** Which runs to list. */
export interface RunQuery {
  /** All experiments unless told. */
  readonly experimentId?: number;
  /** Any status unless told. */
  readonly status?: RunStatus;
  /** Deleted runs instead of the others. */
  readonly deleted?: boolean;
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
  /** Newest first. */
  search(query: RunQuery): Promise<Run[]>;
  /** Ends a run; again, if it had ended. @throws NotFoundError */
  end(runId: string, ending: RunEnding): Promise<void>;
  /** Gives the run another name. @throws NotFoundError */
  rename(runId: string, name: string): Promise<void>;
  /** Hides a run from searches; nothing is lost. @throws NotFoundError */
  delete(runId: string): Promise<void>;
  /** Takes back {@linkcode Runs.delete}. @throws NotFoundError */
  restore(runId: string): Promise<void>;
}

/** {@linkcode Runs} in SQLite. */
export function sqliteRuns(context: StoreContext): Runs {
  return {
    create: (draft) => Promise.try(createRun, context, draft),
    get: (runId) => Promise.try(getRun, context, runId),
    search: (query) => Promise.try(searchRuns, context, query),
    end: (runId, ending) => Promise.try(endRun, context, runId, ending),
    rename: (runId, name) =>
      Promise.try(update, context, "UPDATE runs SET name = ? WHERE run_id = ?", name, runId),
    delete: (runId) => Promise.try(setDeleted, context, runId, context.now()),
    restore: (runId) => Promise.try(setDeleted, context, runId, null),
  };
}

/** The lock comes before the row, so that nobody ever sees a running run of a living process without a lock. */
function createRun(context: StoreContext, draft: RunDraft): Run {
  const { database, locks, now } = context;
  const runId = crypto.randomUUID().replaceAll("-", "");
  const { owner = "process", name = runName(Math.random), user = "", startTime = now() } = draft;
  assertWhole("a start time", startTime);
  assertText("a run's name", name, 8000);
  try {
    return transaction(database, () => {
      assertActiveExperiment(context, draft.experimentId);
      if (owner === "process") locks.take(runId);
      execute(
        database,
        `INSERT INTO runs (run_id, experiment_id, name, user, owner, status, start_time)
         VALUES (?, ?, ?, ?, ?, 'running', ?)`,
        ...[runId, draft.experimentId, name, user, owner, startTime],
      );
      if (draft.log) insertBatch(context, runId, draft.log);
      return getRun(context, runId);
    });
  } catch (error) {
    locks.release(runId);
    throw error;
  }
}

function assertActiveExperiment({ database }: StoreContext, experimentId: number): void {
  const sql = "SELECT name, deleted_at AS deletedAt FROM experiments WHERE experiment_id = ?";
  const experiment = selectOne<{ name: string; deletedAt: number | null }>(database, sql, experimentId);
  if (!experiment) throw new NotFoundError(`Cannot find experiment ${experimentId}`, "taxi runs list");
  if (experiment.deletedAt === null) return;
  throw new TaxiError(`Cannot use experiment "${experiment.name}": it is deleted, expected an active one`, {
    code: "experiment_deleted",
  });
}

function getRun({ database }: StoreContext, runId: string): Run {
  const [run] = readRuns(database, [runId]);
  if (!run) throw notFound(runId);
  return run;
}

function searchRuns({ database }: StoreContext, query: RunQuery): Run[] {
  const { experimentId = null, status = null, deleted = false, limit = 100, offset = 0 } = query;
  const ids = selectAll<{ runId: string }>(
    database,
    `SELECT run_id AS runId FROM runs
     WHERE ${experimentId === null ? "?1 IS NULL" : "experiment_id = ?1"}
       AND (?2 IS NULL OR status = ?2) AND (deleted_at IS NOT NULL) = ?3
     ORDER BY start_time DESC, run_id LIMIT ?4 OFFSET ?5`,
    ...[experimentId, status, Number(deleted), limit, offset],
  );
  return readRuns(database, ids.map(({ runId }) => runId));
}

/** The lock is let go only after the end is committed, so that the run cannot be taken for a dead one in between. */
function endRun(context: StoreContext, runId: string, ending: RunEnding): void {
  const endTime = ending.endTime ?? context.now();
  assertWhole("an end time", endTime);
  const error = ending.status === "failed" ? ending.error ?? null : null;
  const sql = "UPDATE runs SET status = ?, end_time = ?, error = ? WHERE run_id = ?";
  update(context, sql, ending.status, endTime, error, runId);
  context.locks.release(runId);
}

function setDeleted(context: StoreContext, runId: string, deletedAt: number | null): void {
  update(context, "UPDATE runs SET deleted_at = ? WHERE run_id = ?", deletedAt, runId);
}

/** @param values the last one is the run's id */
function update({ database }: StoreContext, sql: string, ...values: (string | number | null)[]): void {
  if (execute(database, sql, ...values) === 0) throw notFound(String(values.at(-1)));
}

function notFound(runId: string): NotFoundError {
  return new NotFoundError(`Cannot find run "${runId}"`, "taxi runs list");
}
