import { TaxiError } from "../../lib/errors.ts";
import type { LoggedModel } from "../../tracking/logged_model_rows.ts";
import type { Run } from "../../tracking/run.ts";
import type { Tracker } from "../../tracking/tracker.ts";
import { TAXI_VERSION } from "../version.ts";
import type { ModelFacts } from "./mlmodel.ts";
import { modelFolder } from "./model_folder.ts";

/** What a trained model is logged with. */
export interface ModelLog {
  /** Of the model file. */
  readonly bytes: Uint8Array;
  /** Params of the training, by key. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the model, by key; the run gets them too. */
  readonly metrics: readonly { readonly key: string; readonly value: number }[];
  /** Kind of the model. */
  readonly kind: string;
}

/** A model that is logged. */
export interface LoggedFolder {
  /** `m-` and 32 hex digits; undefined where a server knows no logged models. */
  readonly modelId?: string;
  /** Address of its folder. */
  readonly storage: string;
}

/**
 * Logs the model of a run as MLflow's clients look for it, a logged model that `mlflow.pyfunc.load_model` takes, together with
 * the run's metrics. A server that knows no logged models, of MLflow before version 3, gets it as files of the run.
 */
export async function logModel(tracking: Tracker, run: Run, log: ModelLog): Promise<LoggedFolder> {
  const draft = { experimentId: run.experimentId, name: "model", sourceRunId: run.runId };
  let model: LoggedModel;
  try {
    model = await tracking.loggedModels.create({ ...draft, modelType: log.kind, params: log.params });
  } catch (error) {
    if (!(error instanceof TaxiError) || error.code !== "no_logged_models") throw error;
    return await logFiles(tracking, run, log);
  }
  return await logFolder(tracking, run, model, log);
}

/** The model is `ready` only when all of its files are there. */
async function logFolder(
  tracking: Tracker,
  { runId }: Run,
  model: LoggedModel,
  { bytes: file, metrics }: ModelLog,
): Promise<LoggedFolder> {
  const { modelId } = model, folder = tracking.artifacts.modelFolder(model);
  await tracking.runs.log(runId, {
    metrics: metrics.map((metric) => ({ ...metric, modelId })),
    models: [{ modelId, direction: "output", step: 0 }],
  });
  const facts = { modelId, ...factsOf(runId, folder.uri, model.createdAt) };
  for (const [path, bytes] of modelFolder(file, facts)) await folder.put(path, bytes);
  await tracking.loggedModels.finish(modelId, "ready");
  return { modelId, storage: folder.uri };
}

async function logFiles(
  tracking: Tracker,
  { runId, artifactUri }: Run,
  { bytes: file, metrics }: ModelLog,
): Promise<LoggedFolder> {
  await tracking.runs.log(runId, { metrics });
  for (const [path, bytes] of modelFolder(file, factsOf(runId, "model", Date.now()))) {
    await tracking.artifacts.log(runId, `model/${path}`, bytes);
  }
  return { storage: `${artifactUri}/model` };
}

function factsOf(runId: string, artifactUri: string, createdAt: number): ModelFacts {
  return { runId, artifactUri, taxiVersion: TAXI_VERSION, createdAt: new Date(createdAt).toISOString() };
}

/** The registered version notes itself at its logged model, as MLflow's client does. */
export async function noteVersion(
  tracking: Tracker,
  modelId: string,
  version: { readonly name: string; readonly version: number },
): Promise<void> {
  const { name, version: number } = version;
  await tracking.loggedModels.setTags(modelId, {
    "mlflow.modelVersions": JSON.stringify([{ name, version: number }]),
  });
}
