import type { Sql } from "../../lib/sql.ts";
import { storedFolder } from "../artifact_uri.ts";
import { runFolder } from "../artifacts.ts";
import { type Experiment, storedExperiments } from "../experiments.ts";
import { storedFiles } from "../files.ts";
import { type LoggedModel, readLoggedModels } from "../logged_model_rows.ts";
import { readStep, type Step, STEP_COLUMNS, storedStep } from "../metric_step.ts";
import type { LoggedPoint, Run } from "../run.ts";
import { fromStored, readRuns, type StoredDouble } from "../run_rows.ts";
import type { StoreContext } from "../store_context.ts";
import type { FileSource, LoggedModelSource, RunSource, TransferSource } from "./transfer_source.ts";

const PAGE = 100;
const POINTS = 1000;

/** An experiment of a store with all that belongs to it, but for what is registered. @throws NotFoundError */
export async function storeSource(context: StoreContext, name: string): Promise<TransferSource> {
  const { sql } = context;
  const experiment = await storedExperiments(context).getByName(name);
  const { experimentId, createdAt, updatedAt, deletedAt, tags, artifactLocation } = experiment;
  const id = String(experimentId);
  const select = "SELECT count(*) AS count FROM runs WHERE experiment_id = ?";
  const { count } = (await sql.one<{ count: number }>(select, experimentId))!;
  const elsewhere = storedFolder(artifactLocation) === undefined;
  return {
    name: `experiment "${name}"`,
    runCount: count,
    notes: elsewhere ? [`Artifacts at "${artifactLocation}" stay there: they are not in this store`] : [],
    leftOut: [],
    async *experiments() {
      yield { id, name, createdAt, updatedAt, deletedAt, tags, elsewhere, location: artifactLocation };
    },
    loggedModels: () => loggedModels(context, experiment),
    runs: () => runs(context, experiment),
    async *registeredModels() {},
    [Symbol.asyncDispose]: () => Promise.resolve(), // the store is whoever's it was
  };
}

async function* loggedModels(
  context: StoreContext,
  { experimentId }: Experiment,
): AsyncGenerator<LoggedModelSource> {
  for await (const ids of idPages(context.sql, "logged_models", "model_id", experimentId)) {
    for (const model of await readLoggedModels(context.sql, ids)) {
      const { experimentId: _, artifactUri: __, metrics: ___, ...record } = model;
      yield {
        record: { ...record, experiment: String(experimentId) },
        files: () => filesBelow(context, modelFolder(model)),
      };
    }
  }
}

function modelFolder({ artifactUri, experimentId, modelId }: LoggedModel): string {
  return storedFolder(artifactUri) ?? `${experimentId}/models/${modelId}/artifacts`;
}

async function* runs(context: StoreContext, { experimentId }: Experiment): AsyncGenerator<RunSource> {
  const { sql } = context;
  for await (const ids of idPages(sql, "runs", "run_id", experimentId)) {
    for (const run of await readRuns(sql, ids)) {
      yield {
        record: recordOf(run),
        files: () => filesBelow(context, runFolder(sql, run.runId)),
        points: () => pointsOf(sql, run.runId),
      };
    }
  }
}

function recordOf(run: Run): RunSource["record"] {
  const { runId, name, user, status, startTime, deletedAt, params, tags, datasets, models } = run;
  return {
    ...{ runId, experiment: String(run.experimentId), name, user, status, startTime, deletedAt },
    endTime: run.endTime ?? null,
    error: run.status === "failed" ? run.error : null,
    ...{ params, tags, datasets, models },
  };
}

async function* idPages(
  sql: Sql,
  table: "runs" | "logged_models",
  key: string,
  experimentId: number,
): AsyncGenerator<string[]> {
  let after = "", rows: [string][];
  do {
    rows = await sql.lists<[string]>(
      `SELECT ${key} FROM ${table} WHERE experiment_id = ? AND ${key} > ? ORDER BY ${key} LIMIT ${PAGE}`,
      ...[experimentId, after],
    );
    const ids = rows.map(([id]) => id);
    if (ids.length > 0) yield ids;
    after = ids.at(-1) ?? "";
  } while (rows.length === PAGE);
}

async function* filesBelow(
  context: StoreContext,
  folder: string | Promise<string | undefined>,
): AsyncGenerator<FileSource> {
  const root = await folder;
  if (root === undefined) return; // the run is gone meanwhile
  const files = await storedFiles(context).listBelow(root);
  for (const { path, sha256, size, updatedAt } of files) {
    yield {
      path: path.slice(root.length + 1),
      updatedAt,
      blob: { sha256, size },
      open: () => context.blobs.open(sha256),
    };
  }
}

type PointRow = readonly [string, StoredDouble, number, number | null, string | null];
type ModelPointRow = readonly [...PointRow, model: string, dataset: string, digest: string];

/** Page by page along the key of each table, so that no page costs more than the one before. */
async function* pointsOf(sql: Sql, runId: string): AsyncGenerator<LoggedPoint[]> {
  let last: LoggedPoint | undefined, rows: readonly PointRow[];
  do {
    rows = await sql.lists<PointRow>(
      `SELECT key, value, timestamp, ${STEP_COLUMNS} FROM metrics
       WHERE run_id = ?${last ? " AND (key, metrics.step, timestamp, value) > (?, ?, ?, ?)" : ""}
       ORDER BY key, metrics.step, timestamp, value LIMIT ${POINTS}`,
      ...[runId, ...last ? positionOf(last) : []],
    );
    const points = rows.map(pointOf);
    if (points.length > 0) yield points;
    last = points.at(-1);
  } while (rows.length === POINTS);
  yield* modelPointsOf(sql, runId);
}

async function* modelPointsOf(sql: Sql, runId: string): AsyncGenerator<LoggedPoint[]> {
  let offset = 0, rows: readonly ModelPointRow[];
  do {
    rows = await sql.lists<ModelPointRow>(
      `SELECT key, value, timestamp, ${STEP_COLUMNS}, model_id, dataset_name, dataset_digest
       FROM logged_model_metrics WHERE run_id = ?
       ORDER BY model_id, key, timestamp, logged_model_metrics.step, value, dataset_name, dataset_digest
       LIMIT ${POINTS} OFFSET ?`,
      ...[runId, offset],
    );
    if (rows.length > 0) yield rows.map(modelPointOf);
    offset += rows.length;
  } while (rows.length === POINTS);
}

function positionOf(point: LoggedPoint): [string, number | bigint, number, StoredDouble] {
  const { key, timestamp, value } = point;
  return [key, storedStep(point as Step, key), timestamp, Number.isNaN(value) ? "NaN" : value];
}

function pointOf([key, value, timestamp, step, exact]: PointRow): LoggedPoint {
  return { key, value: fromStored(value), timestamp, ...readStep(step, exact) };
}

function modelPointOf(
  [key, value, timestamp, step, exact, modelId, dataset, digest]: ModelPointRow,
): LoggedPoint {
  return {
    ...pointOf([key, value, timestamp, step, exact]),
    modelId,
    ...(dataset === "" ? {} : { datasetName: dataset }),
    ...(digest === "" ? {} : { datasetDigest: digest }),
  };
}
