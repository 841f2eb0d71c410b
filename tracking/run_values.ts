import type { Sql } from "../lib/sql.ts";
import { fromStored, type StoredDouble } from "./run_rows.ts";
import type { RunStatus } from "./run.ts";
import type { StoreContext } from "./store_context.ts";

/** A run with its values alone: what people compare. Times are milliseconds since 1970-01-01 UTC. */
export interface RunValues {
  /** 32 hex digits. */
  readonly runId: string;
  /** The experiment that it belongs to. */
  readonly experimentId: number;
  /** As people call it. */
  readonly name: string;
  /** What became of it. */
  readonly status: RunStatus;
  /** When it began. */
  readonly startTime: number;
  /** When it ended; null when that is not known. */
  readonly endTime: number | null;
  /** Null unless deleted. */
  readonly deletedAt: number | null;
  /** Values by key. */
  readonly params: ReadonlyMap<string, string>;
  /** Latest values by key; NaN is one. */
  readonly metrics: ReadonlyMap<string, number>;
  /** Values by key. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Values of many runs at once. */
export interface ValuesOfRuns {
  /** The runs with these ids, deleted ones too, in this order; unknown ids are left out. */
  values(runIds: readonly string[]): Promise<RunValues[]>;
}

/** {@linkcode ValuesOfRuns} in a database. */
export function storedRunValues({ sql }: StoreContext): ValuesOfRuns {
  return { values: (runIds) => readRunValues(sql, runIds) };
}

type RunRow = Omit<RunValues, "params" | "metrics" | "tags">;

async function readRunValues(sql: Sql, runIds: readonly string[]): Promise<RunValues[]> {
  const ids = JSON.stringify(runIds), list = sql.dialect.textList;
  const texts = (table: string) =>
    sql.lists<[string, string, string]>(
      `SELECT run_id, key, value FROM ${table} WHERE run_id IN ${list} ORDER BY run_id, key`,
      ids,
    );
  const [rows, params, tags, metrics] = await Promise.all([
    sql.all<RunRow>(
      `SELECT run_id AS "runId", experiment_id AS "experimentId", name, status, start_time AS "startTime",
         end_time AS "endTime", deleted_at AS "deletedAt"
       FROM runs WHERE run_id IN ${list}`,
      ids,
    ),
    texts("params"),
    texts("run_tags"),
    sql.lists<[string, string, StoredDouble]>(
      `SELECT run_id, key, value FROM latest_metrics WHERE run_id IN ${list} ORDER BY run_id, key`,
      ids,
    ),
  ]);
  const found = new Map(rows.map((row) => [row.runId, row]));
  const of = { params: byRun(params), tags: byRun(tags), metrics: byRun(metrics) };
  return runIds.flatMap((runId) => {
    const row = found.get(runId);
    if (row === undefined) return [];
    return {
      ...row,
      params: new Map(of.params.get(runId)),
      tags: new Map(of.tags.get(runId)),
      metrics: new Map((of.metrics.get(runId) ?? []).map(([key, value]) => [key, fromStored(value)])),
    };
  });
}

/** Keys and values of each run. */
function byRun<Value>(rows: readonly [string, string, Value][]): Map<string, [string, Value][]> {
  const runs = new Map<string, [string, Value][]>();
  for (const [runId, key, value] of rows) {
    const pairs = runs.get(runId);
    if (pairs) pairs.push([key, value]);
    else runs.set(runId, [[key, value]]);
  }
  return runs;
}
