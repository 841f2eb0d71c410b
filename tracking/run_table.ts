import type { Sql } from "../lib/sql.ts";
import type { RunKeys } from "./run_keys.ts";
import { fromStored, type StoredDouble } from "./run_rows.ts";
import type { RunStatus } from "./run.ts";
import { countRuns, findRunIds, type RunSearch } from "./search/run_search.ts";
import type { StoreContext } from "./store_context.ts";

/** A run as a row of a table with chosen columns. Times are milliseconds since 1970-01-01 UTC. */
export interface TableRun {
  /** 32 hex digits. */
  readonly runId: string;
  /** As people call it. */
  readonly name: string;
  /** Who started it; empty when not told. */
  readonly user: string;
  /** What became of it. */
  readonly status: RunStatus;
  /** When it began. */
  readonly startTime: number;
  /** When it ended; null when that is not known. */
  readonly endTime: number | null;
  /** The run that it is part of, by its tag `mlflow.parentRunId`; the name is null when there is no such run. */
  readonly parent: { readonly runId: string; readonly name: string | null } | null;
  /** How many active runs are part of it. */
  readonly children: number;
  /** Of the chosen ones those that it has, by key. */
  readonly params: ReadonlyMap<string, string>;
  /** Latest values of the chosen ones, by key; NaN is one. */
  readonly metrics: ReadonlyMap<string, number>;
  /** Of the chosen ones those that it has, by key. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Tables of runs that read the chosen columns and nothing else. */
export interface RunTable {
  /** Ids of the runs that a search finds, in its order. @throws SearchError */
  ids(search: RunSearch): Promise<string[]>;
  /** The runs with these ids, deleted ones too, in this order; unknown ids are left out. */
  table(runIds: readonly string[], columns: RunKeys): Promise<TableRun[]>;
  /** How many runs a search finds on all of its pages. @throws SearchError */
  count(search: Omit<RunSearch, "limit" | "offset" | "orderBy">): Promise<number>;
}

/** {@linkcode RunTable} in a database. */
export function storedRunTable({ sql }: Pick<StoreContext, "sql">): RunTable {
  return {
    ids: (search) => findRunIds(sql, search),
    table: (runIds, columns) => readTable(sql, runIds, columns),
    count: (search) => countRuns(sql, search),
  };
}

interface Row {
  readonly runId: string;
  readonly name: string;
  readonly user: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly parentId: string | null;
  readonly parentName: string | null;
}

async function readTable(sql: Sql, runIds: readonly string[], columns: RunKeys): Promise<TableRun[]> {
  if (runIds.length === 0) return [];
  const ids = JSON.stringify(runIds), list = sql.dialect.textList;
  const [rows, children, params, tags, metrics] = await Promise.all([
    sql.all<Row>(
      `SELECT r.run_id AS "runId", r.name, r.user_id AS "user", r.status, r.start_time AS "startTime",
         r.end_time AS "endTime", t.value AS "parentId", p.name AS "parentName"
       FROM runs r LEFT JOIN run_tags t ON t.run_id = r.run_id AND t.key = 'mlflow.parentRunId'
         LEFT JOIN runs p ON p.run_id = t.value
       WHERE r.run_id IN ${list}`,
      ids,
    ),
    sql.lists<[string, number]>(
      `SELECT t.value, count(*) FROM run_tags t JOIN runs c ON c.run_id = t.run_id
       WHERE t.key = 'mlflow.parentRunId' AND t.value IN ${list} AND c.deleted_at IS NULL GROUP BY t.value`,
      ids,
    ),
    readKeyed<string>(sql, "params", ids, columns.params),
    readKeyed<string>(sql, "run_tags", ids, columns.tags),
    readKeyed<StoredDouble>(sql, "latest_metrics", ids, columns.metrics),
  ]);
  const found = new Map(rows.map((row) => [row.runId, row])), counted = new Map(children);
  return runIds.flatMap((runId) => {
    const row = found.get(runId);
    if (row === undefined) return [];
    const { parentId, parentName, ...told } = row;
    return {
      ...told,
      parent: parentId === null ? null : { runId: parentId, name: parentName },
      children: counted.get(runId) ?? 0,
      params: new Map(params.get(runId)),
      tags: new Map(tags.get(runId)),
      metrics: new Map(metrics.get(runId)?.map(([key, value]) => [key, fromStored(value)])),
    };
  });
}

/** Keys and values of each run. */
async function readKeyed<Value>(
  sql: Sql,
  table: string,
  ids: string,
  keys: readonly string[],
): Promise<Map<string, [key: string, value: Value][]>> {
  if (keys.length === 0) return new Map();
  const list = sql.dialect.textList;
  const rows = await sql.lists<[runId: string, key: string, value: Value]>(
    `SELECT run_id, key, value FROM ${table} WHERE run_id IN ${list} AND key IN ${list}`,
    ...[ids, JSON.stringify(keys)],
  );
  const runs = new Map<string, [string, Value][]>();
  for (const [runId, key, value] of rows) {
    const pairs = runs.get(runId);
    if (pairs) pairs.push([key, value]);
    else runs.set(runId, [[key, value]]);
  }
  return runs;
}
