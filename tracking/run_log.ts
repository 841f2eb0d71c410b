import { NotFoundError, TaxiError } from "../lib/errors.ts";
import { selectAll, selectOne, transaction } from "../lib/sqlite.ts";
import { assertKey, assertText, assertWhole } from "./key_rules.ts";
import type { DatasetInput, MetricPoint } from "./run.ts";
import { fromStored, type StoredDouble, toStored } from "./run_rows.ts";
import type { StoreContext } from "./store_context.ts";

/** A metric about to be logged: at step 0 and now unless told. */
export type MetricDraft = Pick<MetricPoint, "key" | "value"> & Partial<MetricPoint>;

/** What is logged to a run in one go. */
export interface RunBatch {
  /** Written once: the same value again is fine, another one is refused. */
  readonly params?: Readonly<Record<string, string>>;
  /** Replace those of the same key. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Appended to their histories; a point logged twice is stored once. */
  readonly metrics?: readonly MetricDraft[];
  /** The same dataset in the same context again changes nothing. */
  readonly datasets?: readonly DatasetInput[];
}

/** Writing to and reading from what was logged to runs. */
export interface RunLog {
  /**
   * Stores all of the batch or nothing of it.
   *
   * @throws NotFoundError without such a run
   * @throws TaxiError `param_conflict` when a param has another value already, `run_deleted`
   * @throws UsageError for keys, values or numbers that cannot be stored
   */
  log(runId: string, batch: RunBatch): Promise<void>;
  /** All points of a metric by timestamp, step, value; none for an unknown run or metric. */
  metricHistory(runId: string, key: string): Promise<MetricPoint[]>;
  /** Takes a tag away. @throws NotFoundError without such a tag */
  deleteTag(runId: string, key: string): Promise<void>;
}

/** {@linkcode RunLog} in SQLite. */
export function sqliteRunLog(context: StoreContext): RunLog {
  return {
    log: (runId, batch) => Promise.try(log, context, runId, batch),
    metricHistory: (runId, key) => Promise.try(metricHistory, context, runId, key),
    deleteTag: (runId, key) => Promise.try(deleteTag, context, runId, key),
  };
}

function log(context: StoreContext, runId: string, batch: RunBatch): void {
  transaction(context.database, () => {
    assertWritable(context, runId);
    insertBatch(context, runId, batch);
  });
}

/** Refuses to write to a run that is not there or deleted. @throws NotFoundError without such a run; TaxiError when it is deleted */
export function assertWritable({ database }: StoreContext, runId: string): void {
  const sql = "SELECT deleted_at AS deletedAt FROM runs WHERE run_id = ?";
  const run = selectOne<{ deletedAt: number | null }>(database, sql, runId);
  if (!run) throw new NotFoundError(`Cannot find run "${runId}"`, "taxi runs list");
  if (run.deletedAt === null) return;
  throw new TaxiError(`Cannot log to run "${runId}": it is deleted, expected an active one`, {
    code: "run_deleted",
  });
}

/** Writes a batch inside the caller's transaction, whose end by an error takes back what was written. */
export function insertBatch(context: StoreContext, runId: string, batch: RunBatch): void {
  if (batch.params) insertParams(context, runId, batch.params);
  if (batch.metrics) insertMetrics(context, runId, batch.metrics);
  if (batch.tags) insertTags(context, runId, batch.tags);
  if (batch.datasets) insertDatasets(context, runId, batch.datasets);
}

function insertParams(
  { database }: StoreContext,
  runId: string,
  params: Readonly<Record<string, string>>,
): void {
  const insert = database.prepare(
    "INSERT INTO params VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value RETURNING value",
  );
  for (const [key, value] of Object.entries(params)) {
    assertKey("param", key);
    assertText(`param "${key}"`, value, 6000);
    const stored = insert.get(runId, key, value)!.value;
    if (stored === value) continue;
    throw new TaxiError(
      `Cannot change param "${key}" of run "${runId}" to "${value}": it is "${stored}" already`,
      {
        code: "param_conflict",
      },
    );
  }
}

function insertMetrics(context: StoreContext, runId: string, metrics: readonly MetricDraft[]): void {
  const { database, now } = context;
  const insert = database.prepare("INSERT INTO metrics VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const setLatest = database.prepare(`
    INSERT INTO latest_metrics VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET step = excluded.step, timestamp = excluded.timestamp, value = excluded.value
    WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`);
  for (const { key, value, step = 0, timestamp = now() } of metrics) {
    assertKey("metric", key);
    assertWhole(`the step of metric "${key}"`, step);
    assertWhole(`the time of metric "${key}"`, timestamp);
    insert.run(runId, key, step, timestamp, toStored(value));
    setLatest.run(runId, key, step, timestamp, toStored(value));
  }
}

function insertTags({ database }: StoreContext, runId: string, tags: Readonly<Record<string, string>>): void {
  const insert = database.prepare(
    "INSERT INTO run_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  for (const [key, value] of Object.entries(tags)) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 8000);
    insert.run(runId, key, value);
  }
}

function insertDatasets({ database }: StoreContext, runId: string, datasets: readonly DatasetInput[]): void {
  const insert = database.prepare(
    "INSERT INTO run_datasets VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  for (const { name, digest, context, sourceType, source } of datasets) {
    assertText("a dataset's name", name, 500);
    assertText(`the digest of dataset "${name}"`, digest, 36);
    insert.run(runId, name, digest, context, sourceType, source);
  }
}

function metricHistory({ database }: StoreContext, runId: string, key: string): MetricPoint[] {
  return selectAll<Omit<MetricPoint, "value"> & { value: StoredDouble }>(
    database,
    `SELECT key, value, step, timestamp FROM metrics WHERE run_id = ? AND key = ? ORDER BY timestamp, step, value`,
    runId,
    key,
  ).map((row) => ({ ...row, value: fromStored(row.value) }));
}

function deleteTag(context: StoreContext, runId: string, key: string): void {
  transaction(context.database, () => {
    assertWritable(context, runId);
    const { changes } = context.database.prepare("DELETE FROM run_tags WHERE run_id = ? AND key = ?").run(
      runId,
      key,
    );
    if (changes === 0) throw new NotFoundError(`Cannot find tag "${key}" of run "${runId}"`);
  });
}
