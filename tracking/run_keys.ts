import type { Sql } from "../lib/sql.ts";
import type { StoreContext } from "./store_context.ts";

/** What a name in an experiment's runs is of. */
export type KeyKind = "param" | "metric" | "tag";

/** Names of what runs have. */
export interface RunKeys {
  /** Names of params. */
  readonly params: readonly string[];
  /** Names of metrics. */
  readonly metrics: readonly string[];
  /** Names of tags. */
  readonly tags: readonly string[];
}

/** Which names runs of an experiment have. */
export interface KeysOfRuns {
  /** All names that any run of the experiment ever had, in order. */
  keys(experimentId: number): Promise<RunKeys>;
  /**
   * Names worth a column, the most telling first, by the newest active runs: params that have several values there (any, where
   * there is one run), and metrics that most of them have.
   *
   * @param ask.runs so many of the newest are looked at
   * @param ask.limit at most so many names of each
   */
  telling(
    experimentId: number,
    ask: { readonly runs: number; readonly limit: number },
  ): Promise<Pick<RunKeys, "params" | "metrics">>;
}

/** {@linkcode KeysOfRuns} in a database. */
export function storedRunKeys({ sql }: Pick<StoreContext, "sql">): KeysOfRuns {
  return {
    async keys(experimentId) {
      const rows = await sql.lists<[kind: KeyKind, key: string]>(
        "SELECT kind, key FROM run_keys WHERE experiment_id = ? ORDER BY kind, key",
        experimentId,
      );
      const of = (asked: KeyKind) => rows.flatMap(([kind, key]) => kind === asked ? key : []);
      return { params: of("param"), metrics: of("metric"), tags: of("tag") };
    },
    telling: (experimentId, { runs, limit }) => tellingKeys(sql, experimentId, runs, limit),
  };
}

/** Notes that runs of this run's experiment have these names, inside the transaction that writes what is called so. */
export async function noteKeys(
  sql: Sql,
  runId: string,
  kind: KeyKind,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql.run(
    `INSERT INTO run_keys (experiment_id, kind, key)
     WITH named (key) AS ${sql.dialect.textList}
     SELECT experiment_id, CAST(? AS TEXT), key FROM named, runs WHERE run_id = ?
     ON CONFLICT (experiment_id, kind, key) DO NOTHING`,
    ...[JSON.stringify(keys), kind, runId],
  );
}

async function tellingKeys(sql: Sql, experimentId: number, most: number, limit: number) {
  const newest = await sql.lists<[runId: string]>(
    `SELECT run_id FROM runs WHERE experiment_id = ? AND deleted_at IS NULL ORDER BY start_time DESC, run_id LIMIT ?`,
    ...[experimentId, most],
  );
  const ids = JSON.stringify(newest.map(([runId]) => runId)), list = sql.dialect.textList;
  const keys = async (statement: string, ...values: number[]) =>
    (await sql.lists<[string]>(statement, ids, ...values, limit)).map(([key]) => key);
  const [params, metrics] = await Promise.all([
    keys(
      `SELECT key FROM params WHERE run_id IN ${list} GROUP BY key
       HAVING count(DISTINCT value) > 1 OR ? = 1 ORDER BY count(*) DESC, key LIMIT ?`,
      newest.length,
    ),
    keys(
      `SELECT key FROM latest_metrics WHERE run_id IN ${list} AND key NOT LIKE 'system/%'
       GROUP BY key ORDER BY count(*) DESC, key LIMIT ?`,
    ),
  ]);
  return { params, metrics };
}
