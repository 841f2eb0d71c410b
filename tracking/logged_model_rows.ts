import type { Sql } from "../lib/sql.ts";
import { loggedModelArtifactUri } from "./artifact_uri.ts";
import { readStep, STEP_COLUMNS } from "./metric_step.ts";
import { fromStored, type StoredDouble } from "./run_rows.ts";
import type { LoggedPoint } from "./run.ts";

/** Whether a model's files are all there: `failed` when they never will be. */
export type LoggedModelStatus = "pending" | "ready" | "failed";

/** A point of a metric of a model. */
export type ModelPoint = LoggedPoint & { readonly runId: string };

/** A model as a run made it. Times are milliseconds since 1970-01-01 UTC. */
export interface LoggedModel {
  /** `m-` and 32 hex digits. */
  readonly modelId: string;
  /** The experiment that it belongs to. */
  readonly experimentId: number;
  /** Several models may have the same. */
  readonly name: string;
  /** Whether its files are all there. */
  readonly status: LoggedModelStatus;
  /** What kind of model it is; empty when not told. */
  readonly modelType: string;
  /** The run that made it; empty when none did. */
  readonly sourceRunId: string;
  /** When it was made. */
  readonly createdAt: number;
  /** When it last changed; points of metrics do not count. */
  readonly updatedAt: number;
  /** Null unless deleted. */
  readonly deletedAt: number | null;
  /** Address of its files, such as `mlflow-artifacts:/1/models/m-3f2a.../artifacts`. */
  readonly artifactUri: string;
  /** Values by key. */
  readonly params: Readonly<Record<string, string>>;
  /** Values by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Every point, by metric, time and step. */
  readonly metrics: readonly ModelPoint[];
}

type ModelRow = Omit<LoggedModel, "params" | "tags" | "metrics" | "artifactUri"> & {
  readonly location: string | null;
};

interface TextRow {
  readonly modelId: string;
  readonly key: string;
  readonly value: string;
}

interface PointRow {
  readonly modelId: string;
  readonly key: string;
  readonly timestamp: number;
  readonly step: number | null;
  readonly exactStep: string | null;
  readonly value: StoredDouble;
  readonly runId: string;
  readonly datasetName: string;
  readonly datasetDigest: string;
}

/** The models with these ids, in this order, deleted ones too; unknown ids are left out. */
export async function readLoggedModels(sql: Sql, modelIds: readonly string[]): Promise<LoggedModel[]> {
  if (modelIds.length === 0) return [];
  const ids = JSON.stringify(modelIds), list = sql.dialect.textList;
  const [rows, params, tags, points] = await Promise.all([
    sql.all<ModelRow>(
      `SELECT model_id AS "modelId", m.experiment_id AS "experimentId", m.name, status, model_type AS "modelType",
         source_run_id AS "sourceRunId", m.created_at AS "createdAt", m.updated_at AS "updatedAt",
         m.deleted_at AS "deletedAt", artifact_location AS location
       FROM logged_models m JOIN experiments e ON e.experiment_id = m.experiment_id WHERE model_id IN ${list}`,
      ids,
    ),
    sql.all<TextRow>(
      `SELECT model_id AS "modelId", key, value FROM logged_model_params WHERE model_id IN ${list} ORDER BY key`,
      ids,
    ),
    sql.all<TextRow>(
      `SELECT model_id AS "modelId", key, value FROM logged_model_tags WHERE model_id IN ${list} ORDER BY key`,
      ids,
    ),
    sql.all<PointRow>(
      `SELECT model_id AS "modelId", key, timestamp, ${STEP_COLUMNS}, value, run_id AS "runId", dataset_name AS "datasetName",
         dataset_digest AS "datasetDigest"
       FROM logged_model_metrics WHERE model_id IN ${list} ORDER BY key, timestamp, logged_model_metrics.step, value`,
      ids,
    ),
  ]);
  const byId = <Row extends { readonly modelId: string }>(rows: readonly Row[]) =>
    Map.groupBy(rows, ({ modelId }) => modelId);
  const models = new Map(rows.map((row) => [row.modelId, row]));
  const of = { params: byId(params), tags: byId(tags), points: byId(points) };
  return modelIds.flatMap((modelId) => {
    const row = models.get(modelId);
    if (row === undefined) return [];
    const { location, ...model } = row;
    return {
      ...model,
      artifactUri: loggedModelArtifactUri(model.experimentId, location, modelId),
      params: texts(of.params.get(modelId)),
      tags: texts(of.tags.get(modelId)),
      metrics: (of.points.get(modelId) ?? []).map(toPoint),
    };
  });
}

function texts(rows: readonly TextRow[] = []): Record<string, string> {
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

function toPoint(row: PointRow): ModelPoint {
  const { modelId, key, timestamp, step, exactStep, value, runId, datasetName, datasetDigest } = row;
  return {
    ...{ key, value: fromStored(value), timestamp, ...readStep(step, exactStep), modelId, runId },
    ...(datasetName === "" ? {} : { datasetName }),
    ...(datasetDigest === "" ? {} : { datasetDigest }),
  };
}
