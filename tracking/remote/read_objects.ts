import { TaxiError } from "../../lib/errors.ts";
import { HASH_TAG } from "../create_model_version.ts";
import type { Experiment } from "../experiments.ts";
import type { LoggedModel } from "../logged_model_rows.ts";
import { type ModelVersion, type RegisteredModel, STAGES } from "../model_rows.ts";
import type { DatasetInput, LatestMetric, Run, RunModel, RunOutcome } from "../run.ts";
import { CONTEXT_TAG, RUN_NAME_TAG } from "../run_tags.ts";
import type { Json } from "./transport.ts";

/** The tag of a run that says why it failed, for which MLflow has no field. */
export const ERROR_TAG = "taxi.error";

/** An experiment of an answer. When a deleted one was deleted, a server does not tell: as late as it changed. */
export function readExperiment(json: Json): Experiment {
  const updatedAt = whole(json.last_update_time);
  return {
    experimentId: experimentNumber(json.experiment_id),
    name: text(json.name),
    artifactLocation: text(json.artifact_location),
    createdAt: whole(json.creation_time),
    updatedAt,
    deletedAt: json.lifecycle_stage === "deleted" ? updatedAt : null,
    tags: readPairs(json.tags),
  };
}

/** A run of an answer. When a deleted one was deleted, a server does not tell: not before it began. */
export function readRun(json: Json): Run {
  const info = object(json.info), data = object(json.data), startTime = whole(info.start_time);
  const { [RUN_NAME_TAG]: runName, [ERROR_TAG]: error, ...tags } = readPairs(data.tags);
  return {
    ...readOutcome(info, error),
    runId: text(info.run_id),
    experimentId: experimentNumber(info.experiment_id),
    name: text(info.run_name) || (runName ?? ""),
    user: text(info.user_id),
    owner: "client",
    startTime,
    deletedAt: info.lifecycle_stage === "deleted" ? startTime : null,
    params: readPairs(data.params),
    tags,
    metrics: Object.fromEntries(list(data.metrics).map((metric) => [text(metric.key), readPoint(metric)])),
    datasets: list(object(json.inputs).dataset_inputs).map(readDataset),
    models: [
      ...list(object(json.inputs).model_inputs).map((model) => readRunModel(model, "input")),
      ...list(object(json.outputs).model_outputs).map((model) => readRunModel(model, "output")),
    ],
    artifactUri: text(info.artifact_uri),
  };
}

/** A logged model of an answer. */
export function readLoggedModel(json: Json): LoggedModel {
  const info = object(json.info), data = object(json.data), modelId = text(info.model_id);
  return {
    modelId,
    experimentId: experimentNumber(info.experiment_id),
    name: text(info.name),
    status: LOGGED_STATUS[text(info.status)] ?? "pending",
    modelType: text(info.model_type),
    sourceRunId: text(info.source_run_id),
    createdAt: whole(info.creation_timestamp_ms),
    updatedAt: whole(info.last_updated_timestamp_ms),
    deletedAt: null,
    artifactUri: text(info.artifact_uri),
    params: readPairs(data.params),
    tags: readPairs(info.tags),
    metrics: list(data.metrics).map((metric) => ({
      ...readPoint(metric),
      key: text(metric.key),
      runId: text(metric.run_id),
      modelId,
      datasetName: text(metric.dataset_name),
      datasetDigest: text(metric.dataset_digest),
    })),
  };
}

/** A registered model of an answer. */
export function readRegisteredModel(json: Json): RegisteredModel {
  const latest = list(json.latest_versions).map(({ version }) => whole(version));
  return {
    name: text(json.name),
    description: text(json.description),
    createdAt: whole(json.creation_timestamp),
    updatedAt: whole(json.last_updated_timestamp),
    tags: readPairs(json.tags),
    latestVersion: latest.length === 0 ? null : Math.max(...latest),
    aliases: Object.fromEntries(
      list(json.aliases).map(({ alias, version }) => [text(alias), whole(version)]),
    ),
  };
}

/** A version of an answer. Where its files are, only a question of its own tells. */
export function readVersion(json: Json): ModelVersion {
  const tags = readPairs(json.tags);
  return {
    name: text(json.name),
    version: whole(json.version),
    runId: text(json.run_id) || null,
    source: text(json.source),
    sha256: tags[HASH_TAG] ?? null,
    storage: "",
    stage: STAGES.find((stage) => stage === json.current_stage) ?? "None",
    runLink: text(json.run_link),
    status: VERSION_STATUS[text(json.status)] ?? "ready",
    description: text(json.description),
    createdAt: whole(json.creation_timestamp),
    updatedAt: whole(json.last_updated_timestamp),
    tags,
    aliases: Array.isArray(json.aliases) ? json.aliases.map(text).sort() : [],
  };
}

/** A list of objects of an answer; an absent one is empty. */
export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

/** An object of an answer; an absent one is empty. */
export function object(value: unknown): Json {
  return typeof value === "object" && value !== null ? value as Json : {};
}

/** A text of an answer; an absent one is empty. */
export function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

const LOGGED_STATUS: Readonly<Record<string, LoggedModel["status"]>> = {
  LOGGED_MODEL_PENDING: "pending",
  LOGGED_MODEL_READY: "ready",
  LOGGED_MODEL_UPLOAD_FAILED: "failed",
};

const VERSION_STATUS: Readonly<Record<string, ModelVersion["status"]>> = {
  PENDING_REGISTRATION: "pending",
  READY: "ready",
  FAILED_REGISTRATION: "failed",
};

function readOutcome(info: Json, error: string | undefined): RunOutcome {
  const endTime = info.end_time === undefined ? null : whole(info.end_time);
  const status = text(info.status).toLowerCase();
  if (status === "failed") return { status, endTime, error: error ?? null };
  if (status === "finished" || status === "killed") return { status, endTime };
  return { status: status === "scheduled" ? status : "running", ...(endTime !== null && { endTime }) };
}

/** A double travels as a number or, when JSON has none for it, as a text. */
function readPoint({ value, step, timestamp }: Json): LatestMetric {
  return { value: Number(value), step: whole(step), timestamp: whole(timestamp) };
}

function readDataset(json: Json): DatasetInput {
  const dataset = object(json.dataset), { [CONTEXT_TAG]: context = "", ...tags } = readPairs(json.tags);
  return {
    name: text(dataset.name),
    digest: text(dataset.digest),
    context,
    sourceType: text(dataset.source_type),
    source: text(dataset.source),
    ...(dataset.schema ? { schema: text(dataset.schema) } : {}),
    ...(dataset.profile ? { profile: text(dataset.profile) } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
}

function readRunModel(json: Json, direction: RunModel["direction"]): RunModel {
  return { modelId: text(json.model_id), direction, step: whole(json.step) };
}

function readPairs(value: unknown): Record<string, string> {
  return Object.fromEntries(list(value).map((pair) => [text(pair.key), text(pair.value)]));
}

function whole(value: unknown): number {
  return value === undefined || value === null ? 0 : Number(value);
}

/** Servers that number experiments at random do so beyond what a double can tell apart. */
function experimentNumber(value: unknown): number {
  const id = Number(value);
  if (Number.isSafeInteger(id)) return id;
  throw new TaxiError(
    `Cannot use experiment "${value}": expected a number of at most ${Number.MAX_SAFE_INTEGER}`,
    { code: "tracking_server" },
  );
}
