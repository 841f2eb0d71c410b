import type { Sql } from "../lib/sql.ts";
import type { RunStatus } from "./run.ts";
import { fromStored, type StoredDouble } from "./run_rows.ts";
import type { StoreContext } from "./store_context.ts";

/** What is to be said of a run below another one. Times are milliseconds since 1970 UTC. */
export interface ChildRun {
  /** 32 hex digits. */
  readonly runId: string;
  /** As people call it. */
  readonly name: string;
  /** What became of it. */
  readonly status: RunStatus;
  /** When it began. */
  readonly startTime: number;
  /** Null when it is not known. */
  readonly endTime: number | null;
  /** The latest values of the metrics that were asked for. */
  readonly metrics: ReadonlyMap<string, number>;
}

/** Runs by the run that they are below. */
export interface ChildRuns {
  /**
   * The active runs whose tag `mlflow.parentRunId` names the run, the oldest first.
   *
   * @param ask.metrics names of the metrics to tell of each
   * @param ask.limit at most so many runs
   */
  children(
    runId: string,
    ask: { readonly metrics: readonly string[]; readonly limit: number },
  ): Promise<ChildRun[]>;
}

/** {@linkcode ChildRuns} in a database. */
export function storedChildRuns({ sql }: Pick<StoreContext, "sql">): ChildRuns {
  return {
    async children(runId, { metrics, limit }) {
      const runs = await sql.all<Omit<ChildRun, "metrics">>(
        `SELECT r.run_id AS "runId", name, status, start_time AS "startTime", end_time AS "endTime"
         FROM run_tags t JOIN runs r ON r.run_id = t.run_id
         WHERE t.key = 'mlflow.parentRunId' AND t.value = ? AND deleted_at IS NULL
         ORDER BY start_time, r.run_id LIMIT ?`,
        ...[runId, limit],
      );
      const values = await latestValues(sql, runs.map(({ runId }) => runId), metrics);
      return runs.map((run) => ({ ...run, metrics: new Map(values.get(run.runId)) }));
    },
  };
}

async function latestValues(
  sql: Sql,
  runIds: readonly string[],
  keys: readonly string[],
): Promise<Map<string, [key: string, value: number][]>> {
  const list = sql.dialect.textList;
  const rows = await sql.lists<[runId: string, key: string, value: StoredDouble]>(
    `SELECT run_id, key, value FROM latest_metrics WHERE run_id IN ${list} AND key IN ${list}`,
    ...[JSON.stringify(runIds), JSON.stringify(keys)],
  );
  const byRun = Map.groupBy(rows, ([runId]) => runId);
  return new Map(
    [...byRun].map(([runId, rows]) => [runId, rows.map(([, key, value]) => [key, fromStored(value)])]),
  );
}
