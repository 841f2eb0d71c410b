import { NotFoundError, TaxiError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { assertText } from "./key_rules.ts";
import { insertDatasets, insertInputs } from "./run_datasets.ts";
import { insertMetrics, type MetricDraft, readHistory } from "./run_metrics.ts";
import { insertParams } from "./run_params.ts";
import { deleteRunTag, insertTags } from "./run_tags.ts";
import type { DatasetInput, MetricPoint, RunModel } from "./run.ts";
import type { StoreContext } from "./store_context.ts";

/** What is logged to a run in one go. */
export interface RunBatch {
  /** Written once: the same value again is fine, another one is refused. */
  readonly params?: Readonly<Record<string, string>>;
  /** Replace those of the same key; `mlflow.runName` is the run's name. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Appended to their histories; a point logged twice is stored once. */
  readonly metrics?: readonly MetricDraft[];
  /** The same dataset in the same context again changes nothing. */
  readonly datasets?: readonly DatasetInput[];
  /** As `datasets`, but a dataset that the run has in any context already is left out, as MLflow does. */
  readonly inputs?: readonly DatasetInput[];
  /** Logged models that the run reads or makes; the same again changes nothing. */
  readonly models?: readonly RunModel[];
}

/** Which points of a history to read. */
export interface HistoryPage {
  /** At most so many; all unless told. */
  readonly limit?: number;
  /** So many of the first are left out. */
  readonly offset?: number;
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
  /** The points of a metric by timestamp, step, value; none for an unknown run or metric. */
  metricHistory(runId: string, key: string, page?: HistoryPage): Promise<MetricPoint[]>;
  /** Takes a tag away. @throws NotFoundError without such a tag */
  deleteTag(runId: string, key: string): Promise<void>;
}

/** {@linkcode RunLog} in a database. */
export function storedRunLog(context: StoreContext): RunLog {
  const { sql } = context;
  return {
    log: (runId, batch) =>
      sql.transaction(async (sql) => {
        await assertWritable(sql, runId);
        await insertBatch(sql, context.now, runId, batch);
      }),
    metricHistory: (runId, key, page) => readHistory(sql, runId, key, page),
    deleteTag: (runId, key) =>
      sql.transaction(async (sql) => {
        await assertWritable(sql, runId);
        await deleteRunTag(sql, runId, key);
      }),
  };
}

/** Refuses to write to a run that is not there or deleted. @throws NotFoundError without such a run; TaxiError when it is deleted */
export async function assertWritable(sql: Sql, runId: string): Promise<void> {
  const select = `SELECT deleted_at AS "deletedAt" FROM runs WHERE run_id = ?`;
  const run = await sql.one<{ deletedAt: number | null }>(select, runId);
  if (!run) throw new NotFoundError(`Cannot find run "${runId}"`, "taxi runs list", { run: runId });
  if (run.deletedAt === null) return;
  throw new TaxiError(`Cannot log to run "${runId}": it is deleted, expected an active one`, {
    code: "run_deleted",
    about: { run: runId },
  });
}

/** Writes a batch inside the caller's transaction, whose end by an error takes back what was written. */
export async function insertBatch(
  sql: Sql,
  now: () => number,
  runId: string,
  batch: RunBatch,
): Promise<void> {
  if (batch.params) await insertParams(sql, runId, batch.params);
  if (batch.metrics) await insertMetrics(sql, now, runId, batch.metrics);
  if (batch.tags) await insertTags(sql, runId, batch.tags);
  if (batch.datasets) await insertDatasets(sql, runId, batch.datasets);
  if (batch.inputs) await insertInputs(sql, runId, batch.inputs);
  if (batch.models) await insertModels(sql, runId, batch.models);
}

async function insertModels(sql: Sql, runId: string, models: readonly RunModel[]): Promise<void> {
  for (const { modelId } of models) assertText("a model's id", modelId, 250);
  await sql.many(
    `INSERT INTO run_models (run_id, model_id, direction, step) VALUES (?, ?, ?, ?)
     ON CONFLICT (run_id, direction, model_id) DO NOTHING`,
    models.map(({ modelId, direction, step }) => [runId, modelId, direction, step]),
  );
}
