import type { Experiment } from "../../tracking/experiments.ts";
import type { LoggedModel, ModelPoint } from "../../tracking/logged_model_rows.ts";
import type { ModelVersion, RegisteredModel } from "../../tracking/model_rows.ts";
import type { DatasetInput, LatestMetric, Run } from "../../tracking/run.ts";
import { CONTEXT_TAG, RUN_NAME_TAG } from "../../tracking/run_tags.ts";

/** An object of an answer; a field that is undefined is absent. */
export type Json = Readonly<Record<string, unknown>>;

/** A double as protobuf's JSON has it. */
export function double(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** A whole number of any size, which `JSON.stringify` writes as it is. */
function rawNumber(whole: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(whole));
}

/** `[{key, value}]`; absent when there are none. */
export function pairs(texts: Readonly<Record<string, string>>): Json[] | undefined {
  const list = Object.entries(texts).map(([key, value]) => ({ key, value }));
  return list.length > 0 ? list : undefined;
}

/** An experiment. */
export function experimentJson(experiment: Experiment): Json {
  return {
    experiment_id: String(experiment.experimentId),
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: lifecycle(experiment.deletedAt),
    creation_time: experiment.createdAt,
    last_update_time: experiment.updatedAt,
    tags: pairs(experiment.tags),
  };
}

/** A run without what was logged to it. */
export function runInfoJson(run: Run): Json {
  return {
    run_id: run.runId,
    run_uuid: run.runId,
    run_name: run.name,
    experiment_id: String(run.experimentId),
    user_id: run.user,
    status: run.status.toUpperCase(),
    start_time: run.startTime,
    end_time: run.endTime ?? undefined,
    artifact_uri: run.artifactUri,
    lifecycle_stage: lifecycle(run.deletedAt),
  };
}

/** A run with what was logged to it. */
export function runJson(run: Run): Json {
  const inputs = run.models.filter(({ direction }) => direction === "input");
  const outputs = run.models.filter(({ direction }) => direction === "output");
  return {
    info: runInfoJson(run),
    data: {
      metrics: some(Object.entries(run.metrics).map(([key, point]) => metricJson(key, point))),
      params: pairs(run.params),
      tags: pairs({ ...run.tags, [RUN_NAME_TAG]: run.name }),
    },
    inputs: {
      dataset_inputs: some(run.datasets.map(datasetJson)),
      model_inputs: some(inputs.map(({ modelId }) => ({ model_id: modelId }))),
    },
    outputs: { model_outputs: some(outputs.map(({ modelId, step }) => ({ model_id: modelId, step }))) },
  };
}

/** One point of a metric. */
export function metricJson(key: string, { value, timestamp, step, exactStep }: LatestMetric): Json {
  return {
    key,
    value: double(value),
    timestamp,
    step: exactStep === undefined ? step : rawNumber(exactStep),
  };
}

/** A registered model. @param latest the newest version in each stage */
export function registeredModelJson(model: RegisteredModel, latest: readonly ModelVersion[]): Json {
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    description: model.description === "" ? undefined : model.description,
    latest_versions: some(latest.map(modelVersionJson)),
    tags: pairs(model.tags),
    aliases: some(
      Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
    ),
  };
}

/** A version of a registered model. */
export function modelVersionJson(version: ModelVersion): Json {
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    current_stage: version.stage,
    description: version.description,
    source: version.source,
    run_id: version.runId ?? "",
    run_link: version.runLink,
    status: VERSION_STATUS[version.status],
    tags: pairs(version.tags),
    aliases: some(version.aliases),
  };
}

const VERSION_STATUS = { pending: "PENDING_REGISTRATION", ready: "READY", failed: "FAILED_REGISTRATION" };

/** A logged model. */
export function loggedModelJson(model: LoggedModel): Json {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: String(model.experimentId),
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactUri,
      status: LOGGED_STATUS[model.status],
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      tags: pairs(model.tags),
    },
    data: { params: pairs(model.params), metrics: some(model.metrics.map(modelPointJson)) },
  };
}

const LOGGED_STATUS = {
  pending: "LOGGED_MODEL_PENDING",
  ready: "LOGGED_MODEL_READY",
  failed: "LOGGED_MODEL_UPLOAD_FAILED",
};

function modelPointJson(point: ModelPoint): Json {
  return {
    ...metricJson(point.key, point),
    model_id: point.modelId,
    dataset_name: point.datasetName,
    dataset_digest: point.datasetDigest,
    run_id: point.runId,
  };
}

/** MLflow has the context among the tags. */
function datasetJson(
  { name, digest, context, sourceType, source, schema, profile, tags }: DatasetInput,
): Json {
  const all = { ...(context === "" ? {} : { [CONTEXT_TAG]: context }), ...tags };
  return {
    dataset: { name, digest, source_type: sourceType, source, schema, profile },
    tags: pairs(all),
  };
}

function lifecycle(deletedAt: number | null): "active" | "deleted" {
  return deletedAt === null ? "active" : "deleted";
}

/** The list, absent when it is empty. */
export function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
