import type { Sql, TransactionOptions } from "../../lib/sql.ts";
import { fromJson, selectRuns } from "./flow_rows.ts";
import type { FlowRun, Json, TaskState } from "./flow_run.ts";
import { WriteBatch } from "./write_batch.ts";
import type { StoreContext } from "../store_context.ts";

/** A task about to begin. */
export interface FlowTaskStart {
  /** The same in every attempt. */
  readonly key: string;
  /** Name of the task. */
  readonly name: string;
  /** Its place among the tasks of the attempt, from 0. */
  readonly position: number;
  /** Of its name, version and input. */
  readonly inputHash: string;
  /** For people. */
  readonly tags: readonly string[];
}

/** How a task ended. */
export type FlowTaskEnding =
  | {
    readonly state: "completed";
    readonly output: Json;
    readonly tries: number;
    readonly cachedFrom?: string;
  }
  | { readonly state: "failed" | "cancelled"; readonly error: string; readonly tries: number };

/** How an attempt ended. */
export type FlowAttemptEnding =
  | { readonly state: "completed"; readonly output: Json }
  | { readonly state: "failed" | "cancelled"; readonly error: string };

/**
 * An attempt of a run that this process works on. What a promise is about is committed when it is fulfilled: it outlives the process, and
 * in a durable store a power cut too, but for starts and heartbeats, which tell of work that a power cut ends.
 */
export interface FlowAttempt {
  /** As it was when the attempt began. */
  readonly run: FlowRun;
  /** Tasks that earlier attempts have finished: the newest of each key, by position. */
  finishedTasks(): Promise<{ key: string; position: number; inputHash: string; output: Json }[]>;
  /** Forgets what earlier attempts have finished under these keys: it is to be done again, now or by a later attempt. */
  forget(keys: readonly string[]): Promise<void>;
  /** Notes that a task begins. */
  startTask(task: FlowTaskStart): Promise<void>;
  /** Notes how a task has ended, and that it began where nobody has said so. */
  endTask(task: FlowTaskStart, ending: FlowTaskEnding): Promise<void>;
  /** The newest output for this input of any run that was made at `since` or later. */
  cachedOutput(inputHash: string, since: number): Promise<{ flowRunId: string; output: Json } | undefined>;
  /** Adds a line to the log; committed with the next record or heartbeat. */
  log(key: string | null, line: string): void;
  /** Notes what was made or used; committed as {@linkcode FlowAttempt.log}. */
  link(key: string | null, kind: string, target: string): void;
  /** Says that the attempt lives. @returns why it is to be cancelled, null while nobody has asked */
  beat(): Promise<string | null>;
  /** Notes how the attempt has ended, and lets go of the run. */
  end(ending: FlowAttemptEnding): Promise<void>;
}

const RELAXED: TransactionOptions = { relaxed: true };

/** The open attempt of a run that has just been begun. @param release lets go of the run */
export function openAttempt(context: StoreContext, run: FlowRun, release: () => void): FlowAttempt {
  const { sql, now } = context, { flowRunId, attempt } = run;
  const batch = new WriteBatch(sql);
  let asides: ((sql: Sql) => Promise<unknown>)[] = [];
  /** A write, and with it all that was said before it: what a heartbeat could not write down goes along with the next one. */
  const write = async (main: (sql: Sql) => Promise<unknown>, options?: TransactionOptions) => {
    const before = asides;
    asides = [];
    try {
      await batch.add(async (sql) => {
        for (const aside of before) await aside(sql);
        await main(sql);
      }, options);
    } catch (error) {
      asides = [...before, ...asides];
      throw error;
    }
  };
  const started = new Map<string, number>();
  return {
    run,
    finishedTasks: () => finishedTasks(sql, run),
    forget: (keys) =>
      write((sql) =>
        sql.many(
          "UPDATE flow_tasks SET forgotten = 1 WHERE flow_run_id = ? AND attempt < ? AND key = ?",
          keys.map((key) => [flowRunId, attempt, key]),
        )
      ),
    startTask: (task) => {
      const at = now();
      started.set(task.key, at);
      return write((sql) => insertTask(sql, run, task, at), RELAXED);
    },
    endTask: (task, ending) => {
      const at = now(), startedAt = started.get(task.key);
      started.delete(task.key);
      return write(async (sql) => {
        if (startedAt === undefined) await insertTask(sql, run, task, at);
        await endTask(sql, run, task.key, at, ending);
      });
    },
    cachedOutput: (hash, since) => cachedOutput(sql, hash, since),
    log: (key, line) => {
      const at = now();
      asides.push((sql) =>
        sql.run(
          `INSERT INTO flow_log (flow_run_id, number, attempt, key, at, line)
           SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ? FROM flow_log WHERE flow_run_id = ?`,
          ...[flowRunId, attempt, key ?? "", at, line, flowRunId],
        )
      );
    },
    link: (key, kind, target) => {
      asides.push((sql) =>
        sql.run(
          `INSERT INTO flow_links (flow_run_id, key, kind, target) VALUES (?, ?, ?, ?)
           ON CONFLICT (flow_run_id, key, kind, target) DO NOTHING`,
          ...[flowRunId, key ?? "", kind, target],
        )
      );
    },
    beat: async () => {
      await write((sql) =>
        sql.run(
          "UPDATE flow_runs SET heartbeat_at = ? WHERE flow_run_id = ? AND attempt = ?",
          now(),
          flowRunId,
          attempt,
        ), RELAXED);
      const [found] = await selectRuns(sql, "WHERE flow_run_id = ?", flowRunId);
      if (found === undefined) return "The run was removed";
      return found.attempt === attempt && found.state === "running"
        ? found.cancelReason
        : "Another process took the run over";
    },
    end: async (ending) => {
      const { state } = ending;
      await write((sql) =>
        sql.run(
          `UPDATE flow_runs SET state = ?, ended_at = ?, error = ?, output = ?
           WHERE flow_run_id = ? AND attempt = ? AND state = 'running'`,
          ...[state, now(), errorOf(ending), outputOf(ending), flowRunId, attempt],
        )
      );
      release();
    },
  };
}

async function insertTask(sql: Sql, run: FlowRun, task: FlowTaskStart, at: number): Promise<void> {
  const { key, name, position, inputHash, tags } = task;
  await sql.run(
    `INSERT INTO flow_tasks (flow_run_id, attempt, key, name, position, state, input_hash, tags, started_at)
     VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
    ...[run.flowRunId, run.attempt, key, name, position, inputHash, JSON.stringify(tags), at],
  );
}

async function endTask(
  sql: Sql,
  run: FlowRun,
  key: string,
  at: number,
  ending: FlowTaskEnding,
): Promise<void> {
  const cachedFrom = ending.state === "completed" ? ending.cachedFrom ?? null : null;
  const state: TaskState = ending.state;
  await sql.run(
    `UPDATE flow_tasks SET state = ?, ended_at = ?, tries = ?, output = ?, error = ?, cached_from = ?
     WHERE flow_run_id = ? AND attempt = ? AND key = ?`,
    ...[
      state,
      at,
      ending.tries,
      outputOf(ending),
      errorOf(ending),
      cachedFrom,
      run.flowRunId,
      run.attempt,
      key,
    ],
  );
}

async function finishedTasks(sql: Sql, { flowRunId, attempt }: FlowRun) {
  const rows = await sql.all<{ key: string; position: number; inputHash: string; output: string }>(
    `SELECT key, position, input_hash AS "inputHash", output FROM flow_tasks
     WHERE flow_run_id = ? AND attempt < ? AND state = 'completed' AND forgotten = 0 ORDER BY attempt`,
    ...[flowRunId, attempt],
  );
  const newest = new Map(rows.map((row) => [row.key, { ...row, output: fromJson(row.output) }]));
  return [...newest.values()].sort((a, b) => a.position - b.position);
}

async function cachedOutput(sql: Sql, inputHash: string, since: number) {
  const row = await sql.one<{ flowRunId: string; output: string }>(
    `SELECT flow_run_id AS "flowRunId", output FROM flow_tasks
     WHERE input_hash = ? AND state = 'completed' AND cached_from IS NULL AND ended_at >= ?
     ORDER BY ended_at DESC, flow_run_id LIMIT 1`,
    ...[inputHash, since],
  );
  return row && { flowRunId: row.flowRunId, output: fromJson(row.output) };
}

function outputOf(ending: FlowTaskEnding | FlowAttemptEnding): string | null {
  return ending.state === "completed" ? JSON.stringify(ending.output) : null;
}

function errorOf(ending: FlowTaskEnding | FlowAttemptEnding): string | null {
  return ending.state === "completed" ? null : ending.error;
}
