import type { DatasetInput, LoggedPoint, RunModel } from "../run.ts";
import { stepOf } from "../metric_step.ts";
import type { MlflowSchema } from "./mlflow_schema.ts";
import { datasetUse, runStatus } from "./mlflow_words.ts";
import type { FileSource, RunRecord, RunSource } from "./transfer_source.ts";

/** Rows are read in pages, so that no query is left open while runs are written elsewhere. */
const PAGE = 500;
const POINTS = 1000;

/** Gives the files below a folder in the artifacts of an experiment. */
export type FilesOf = (experiment: string, inner: string) => AsyncIterable<FileSource>;

type Nullable<T> = T | null;
type RunRow = readonly [
  runId: string,
  name: Nullable<string>,
  user: Nullable<string>,
  status: Nullable<string>,
  start: Nullable<bigint>,
  end: Nullable<bigint>,
  stage: Nullable<string>,
  deleted: Nullable<bigint>,
];

/** The runs of these experiments. */
export async function* readRuns(
  schema: MlflowSchema,
  experiments: readonly string[],
  filesOf: FilesOf,
): AsyncGenerator<RunSource> {
  const columns = [
    ...["run_uuid", "name", "user_id", "status", "start_time", "end_time", "lifecycle_stage", "deleted_time"],
  ];
  const page = schema.rows<RunRow>(
    "runs",
    columns,
    `WHERE experiment_id = ? AND run_uuid > ? ORDER BY run_uuid LIMIT ${PAGE}`,
  );
  const measured = measuredModels(schema);
  for (const experiment of experiments) {
    let rows: RunRow[], after = "";
    do {
      rows = page(BigInt(experiment), after);
      for (const row of rows) {
        const [runId] = row;
        yield {
          record: readRun(schema, experiment, row),
          files: () => filesOf(experiment, `${runId}/artifacts`),
          points: () => readPoints(schema, runId, measured.get(runId) ?? []),
        };
      }
      after = rows.at(-1)?.[0] ?? "";
    } while (rows.length === PAGE);
  }
}

function readRun(
  schema: MlflowSchema,
  experiment: string,
  [runId, name, user, status, start, end, stage, deleted]: RunRow,
): RunRecord {
  const texts = (table: string): Record<string, string> => {
    const select = schema.rows<[string, string | null]>(table, ["key", "value"], "WHERE run_uuid = ?");
    return Object.fromEntries(select(runId).map(([key, value]) => [key, value ?? ""]));
  };
  const tags = texts("tags");
  const deletedAt = Number(deleted ?? end ?? start ?? 0);
  return {
    runId,
    experiment,
    name: name || tags["mlflow.runName"] || runId,
    user: user ?? "",
    status: runStatus(status),
    startTime: Number(start ?? 0),
    endTime: end === null ? null : Number(end),
    error: null,
    deletedAt: stage === "deleted" ? deletedAt : null,
    params: texts("params"),
    tags,
    datasets: readDatasets(schema, runId),
    models: readRunModels(schema, runId),
  };
}

type DatasetRow = readonly [
  input: string,
  name: string,
  digest: string,
  sourceType: string,
  source: string,
  schema: string | null,
  profile: string | null,
];

function readDatasets(schema: MlflowSchema, runId: string): DatasetInput[] {
  const inputs = schema.rows<[string, string]>(
    "inputs",
    ["input_uuid", "source_id"],
    "WHERE source_type = 'DATASET' AND destination_type = 'RUN' AND destination_id = ?",
  );
  const dataset = schema.rows<DatasetRow>(
    "datasets",
    [
      "dataset_uuid",
      "name",
      "digest",
      "dataset_source_type",
      "dataset_source",
      "dataset_schema",
      "dataset_profile",
    ],
    "WHERE dataset_uuid = ?",
  );
  const tags = schema.rows<[string, string]>("input_tags", ["name", "value"], "WHERE input_uuid = ?");
  return inputs(runId).flatMap(([input, id]) =>
    dataset(id).map(([, name, digest, sourceType, source, columns, profile]) => ({
      ...{ name, digest, sourceType, source },
      ...datasetUse(new Map(tags(input))),
      ...(columns === null ? {} : { schema: columns }),
      ...(profile === null ? {} : { profile }),
    }))
  );
}

function readRunModels(schema: MlflowSchema, runId: string): RunModel[] {
  const links = schema.rows<[string, string, bigint | null]>(
    "inputs",
    ["source_type", "destination_id", "step"],
    "WHERE source_id = ? AND source_type IN ('RUN_INPUT', 'RUN_OUTPUT')",
  );
  return links(runId).map(([type, modelId, step]) => ({
    modelId,
    direction: type === "RUN_INPUT" ? "input" : "output",
    step: Number(step ?? 0),
  }));
}

type PointRow = readonly [
  row: bigint,
  key: string,
  value: number | null,
  timestamp: bigint,
  step: bigint,
  nan: bigint,
];
type ModelPointRow = readonly [
  row: bigint,
  model: string,
  key: string,
  value: number | null,
  timestamp: bigint,
  step: bigint,
  dataset: string | null,
  digest: string | null,
];

/** The models that each run has measured: MLflow finds points of a model quickly by the model only. */
function measuredModels(schema: MlflowSchema): ReadonlyMap<string, readonly string[]> {
  const pairs = schema.rows<[string, string]>(
    "logged_model_metrics",
    ["run_id", "model_id"],
    "GROUP BY run_id, model_id",
  );
  const measured = new Map<string, string[]>();
  for (const [runId, modelId] of pairs()) measured.set(runId, [...measured.get(runId) ?? [], modelId]);
  return measured;
}

async function* readPoints(
  schema: MlflowSchema,
  runId: string,
  models: readonly string[],
): AsyncGenerator<LoggedPoint[]> {
  const points = schema.rows<PointRow>(
    "metrics",
    ["rowid", "key", "value", "timestamp", "step", "is_nan"],
    `WHERE run_uuid = ? AND rowid > ? ORDER BY rowid LIMIT ${POINTS}`,
  );
  for (const part of pages((after) => points(runId, after))) yield part.map(toPoint);
  const modelPoints = schema.rows<ModelPointRow>(
    "logged_model_metrics",
    [
      ...["rowid", "model_id", "metric_name", "metric_value", "metric_timestamp_ms", "metric_step"],
      ...["dataset_name", "dataset_digest"],
    ],
    // +rowid: so that SQLite looks the model up and does not walk through the table
    `WHERE model_id = ? AND run_id = ? AND +rowid > ? ORDER BY +rowid LIMIT ${POINTS}`,
  );
  for (const model of models) {
    for (const part of pages((after) => modelPoints(model, runId, after))) yield part.map(toModelPoint);
  }
}

/** All rows, page after page, by their number in the table. */
function* pages<Row extends readonly [bigint, ...unknown[]]>(
  page: (after: bigint) => Row[],
): Generator<Row[]> {
  let after = -(2n ** 63n), rows: Row[];
  do {
    rows = page(after);
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.[0] ?? after;
  } while (rows.length === POINTS);
}

function toPoint([, key, value, timestamp, step, nan]: PointRow): LoggedPoint {
  return {
    key,
    value: nan === 1n || value === null ? NaN : Number(value),
    timestamp: Number(timestamp),
    ...stepOf(step),
  };
}

function toModelPoint([, modelId, key, value, timestamp, step, dataset, digest]: ModelPointRow): LoggedPoint {
  return {
    ...{ modelId, key, value: value === null ? NaN : Number(value), timestamp: Number(timestamp) },
    ...stepOf(step),
    ...(dataset === null ? {} : { datasetName: dataset }),
    ...(digest === null ? {} : { datasetDigest: digest }),
  };
}
