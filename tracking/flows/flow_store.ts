import { hostname } from "node:os";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import type { Sql } from "../../lib/sql.ts";
import type { StoreContext } from "../store_context.ts";
import { type FlowAttempt, openAttempt } from "./flow_attempt.ts";
import { getRun, selectRuns, selectTasks } from "./flow_rows.ts";
import type { FlowLine, FlowLink, FlowRun, FlowState, FlowTask, Json } from "./flow_run.ts";
import { livesElsewhere, markCrashed, markCrashedRuns, takeCrashedRuns } from "./crashed_runs.ts";

/** A run about to be written down. Times are milliseconds since 1970-01-01 UTC. */
export interface FlowRunDraft {
  /** Name of the flow. */
  readonly flow: string;
  /** What the flow is asked to do. */
  readonly params: Readonly<Record<string, Json>>;
  /** Whose turn it is: such a run is there once for each planned time. */
  readonly schedule?: string;
  /** Now unless told. */
  readonly plannedAt?: number;
  /** Not to be started before; the planned time unless told. */
  readonly startAfter?: number;
  /** Why the turn is left out. */
  readonly skipped?: string;
}

/** Which runs to list. */
export interface FlowRunQuery {
  /** Only runs of this flow. */
  readonly flow?: string;
  /** Only runs of this schedule. */
  readonly schedule?: string;
  /** Any unless told. */
  readonly states?: readonly FlowState[];
  /** At most so many; 100 unless told. */
  readonly limit?: number;
  /** So many of the newest are left out. */
  readonly offset?: number;
}

/** Runs of flows of one store. */
export interface Flows {
  /** Writes a run down. @returns undefined when its schedule's planned time has one already */
  create(draft: FlowRunDraft): Promise<FlowRun | undefined>;
  /** The run with this id. @throws NotFoundError */
  get(flowRunId: string): Promise<FlowRun>;
  /** Newest first, by planned time. */
  list(query?: FlowRunQuery): Promise<FlowRun[]>;
  /** Every task of a run, attempt by attempt, in the order of the calls. */
  tasks(flowRunId: string): Promise<FlowTask[]>;
  /** The lines of a run's log with a greater number than `after`, of these the newest `most`: all unless told. */
  lines(flowRunId: string, after?: number, most?: number): Promise<FlowLine[]>;
  /** What a run made and used. */
  links(flowRunId: string): Promise<FlowLink[]>;
  /** The runs that made or used something, newest first. */
  linkedFrom(kind: string, target: string): Promise<FlowRun[]>;
  /**
   * Begins the next attempt of a run; this process has the run until the attempt ends.
   *
   * @param options.again lets a run that has completed be done again
   * @throws NotFoundError; UsageError when another process works on it, or it is completed
   */
  begin(flowRunId: string, options?: { readonly again?: boolean }): Promise<FlowAttempt>;
  /** Asks the process that has a run to cancel it; one that nobody has is cancelled at once. @throws NotFoundError; UsageError when it is over */
  askCancel(flowRunId: string, reason: string): Promise<FlowRun>;
  /** Marks `crashed` what is running without a process. @returns the ids */
  markCrashed(): Promise<string[]>;
  /**
   * The same, for whoever tells people of it: gives each crash once, whoever has marked it, unless the run's last sign of life was more than
   * a day ago. @returns the ids
   */
  takeCrashed(): Promise<string[]>;
  /** Removes runs that were over before `before`. @returns how many */
  prune(before: number): Promise<number>;
}

const OVER: readonly FlowState[] = ["completed", "failed", "crashed", "cancelled", "skipped"];

/** {@linkcode Flows} in a database. */
export function storedFlows(context: StoreContext): Flows {
  const { sql } = context;
  return {
    create: (draft) => sql.transaction((sql) => createRun(sql, context.now(), draft)),
    get: (id) => getRun(sql, id),
    list: (query) => listRuns(sql, query),
    tasks: (id) => selectTasks(sql, id),
    lines: (id, after = 0, most = Number.MAX_SAFE_INTEGER) => selectLines(sql, id, after, most),
    links: (id) => selectLinks(sql, id),
    linkedFrom: (kind, target) =>
      selectRuns(
        sql,
        `WHERE flow_run_id IN (SELECT flow_run_id FROM flow_links WHERE kind = ? AND target = ?)
         ORDER BY planned_at DESC, flow_run_id`,
        ...[kind, target],
      ),
    begin: (id, { again = false } = {}) => begin(context, id, again),
    askCancel: (id, reason) => askCancel(context, id, reason),
    markCrashed: () => markCrashedRuns(context),
    takeCrashed: () => takeCrashedRuns(context),
    prune: (before) =>
      sql.run(
        `DELETE FROM flow_runs WHERE state NOT IN ('scheduled', 'running') AND coalesce(ended_at, heartbeat_at, created_at) < ?`,
        before,
      ),
  };
}

async function createRun(sql: Sql, now: number, draft: FlowRunDraft): Promise<FlowRun | undefined> {
  const { flow, params, schedule = "", plannedAt = now, startAfter = plannedAt, skipped } = draft;
  const flowRunId = crypto.randomUUID().replaceAll("-", "");
  const made = await sql.run(
    `INSERT INTO flow_runs (flow_run_id, flow, params, schedule, planned_at, created_at, start_after, state, error)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (schedule, planned_at) WHERE schedule <> '' DO NOTHING`,
    ...[flowRunId, flow, JSON.stringify(params), schedule, plannedAt, now, startAfter],
    ...[skipped === undefined ? "scheduled" : "skipped", skipped ?? null],
  );
  return made === 0 ? undefined : await getRun(sql, flowRunId);
}

async function selectLines(sql: Sql, flowRunId: string, after: number, most: number): Promise<FlowLine[]> {
  const rows = await sql.all<FlowLine>(
    `SELECT number, attempt, nullif(key, '') AS key, at, line FROM flow_log
     WHERE flow_run_id = ? AND number > ? ORDER BY number DESC LIMIT ?`,
    ...[flowRunId, after, most],
  );
  return rows.map((row) => ({ ...row })).reverse();
}

async function selectLinks(sql: Sql, flowRunId: string): Promise<FlowLink[]> {
  const rows = await sql.all<FlowLink>(
    "SELECT nullif(key, '') AS key, kind, target FROM flow_links WHERE flow_run_id = ? ORDER BY kind, target, key",
    flowRunId,
  );
  return rows.map((row) => ({ ...row }));
}

async function listRuns(sql: Sql, query: FlowRunQuery = {}): Promise<FlowRun[]> {
  const { flow, schedule, states, limit = 100, offset = 0 } = query;
  const where = [
    ...flow === undefined ? [] : ["flow = ?"],
    ...schedule === undefined ? [] : ["schedule = ?"],
    ...states === undefined ? [] : [`state IN ${sql.dialect.textList}`],
  ];
  const values = [flow, schedule, states && JSON.stringify(states)].filter((value) => value !== undefined);
  return await selectRuns(
    sql,
    `${
      where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""
    } ORDER BY planned_at DESC, flow_run_id LIMIT ? OFFSET ?`,
    ...[...values, limit, offset],
  );
}

/** The lock comes before the row, so that nobody ever sees a running run of a living process without a lock. */
async function begin(context: StoreContext, flowRunId: string, again: boolean): Promise<FlowAttempt> {
  const { flowLocks, now } = context;
  let taken = false;
  try {
    const run = await context.sql.transaction(async (sql) => {
      const found = await getRun(sql, flowRunId);
      if (found.state === "skipped") throw isOver(found, `taxi flow run ${found.flow}`);
      if (found.state === "completed" && !again) {
        throw isOver(found, `taxi flow resume ${flowRunId} --from TASK`);
      }
      if (livesElsewhere(context, found)) throw inUse(found);
      taken = flowLocks.take(flowRunId);
      if (!taken) throw inUse(found);
      await markCrashed(sql, [flowRunId]);
      await sql.run(
        `UPDATE flow_runs SET state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ?),
           ended_at = NULL, error = NULL, output = NULL, owner = ?, heartbeat_at = ?, cancel_asked_at = NULL,
           cancel_reason = NULL, crash_told_at = NULL WHERE flow_run_id = ?`,
        ...[now(), `${Deno.pid}@${hostname()}`, now(), flowRunId],
      );
      return await getRun(sql, flowRunId);
    });
    return openAttempt(context, run, () => flowLocks.release(flowRunId));
  } catch (error) {
    if (taken) flowLocks.release(flowRunId);
    throw error;
  }
}

async function askCancel(context: StoreContext, flowRunId: string, reason: string): Promise<FlowRun> {
  await markCrashedRuns(context); // nobody else would ever answer
  const { now } = context;
  return await context.sql.transaction(async (sql) => {
    const run = await getRun(sql, flowRunId);
    if (OVER.includes(run.state)) throw isOver(run, "taxi flow list");
    const ended = run.state === "scheduled" ? now() : null;
    await sql.run(
      `UPDATE flow_runs SET cancel_asked_at = ?, cancel_reason = ?, ended_at = ?,
         state = CASE WHEN state = 'scheduled' THEN 'cancelled' ELSE state END,
         error = CASE WHEN state = 'scheduled' THEN ? ELSE error END WHERE flow_run_id = ?`,
      ...[now(), reason, ended, reason, flowRunId],
    );
    return await getRun(sql, flowRunId);
  });
}

function inUse(run: FlowRun): TaxiError {
  return new UsageError(
    `Cannot begin flow run "${run.flowRunId}": process ${run.owner} is working on it, expected one that is not running`,
    `taxi flow cancel ${run.flowRunId}`,
    "flow_run_in_use",
  );
}

function isOver(run: FlowRun, hint: string): TaxiError {
  return new UsageError(
    `Flow run "${run.flowRunId}" is ${run.state}, expected one that is not over`,
    hint,
    "flow_run_over",
  );
}
