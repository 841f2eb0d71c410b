import type { Run } from "../../tracking/run.ts";
import type { Tracker } from "../../tracking/tracker.ts";
import { TAXI_VERSION } from "../version.ts";
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
  /** `m-` and 32 hex digits. */
  readonly modelId: string;
  /** Address of its folder. */
  readonly storage: string;
}

/**
 * Logs the model of a run as MLflow's clients look for it, a logged model that `mlflow.pyfunc.load_model` takes, together with
 * the run's metrics. It is `ready` only when all of its files are there.
 */
export async function logModel(
  tracking: Tracker,
  { runId, experimentId }: Run,
  { bytes: file, params, metrics, kind }: ModelLog,
): Promise<LoggedFolder> {
  const draft = { experimentId, name: "model", modelType: kind, sourceRunId: runId, params };
  const model = await tracking.loggedModels.create(draft), { modelId } = model;
  await tracking.runs.log(runId, {
    metrics: metrics.map((metric) => ({ ...metric, modelId })),
    models: [{ modelId, direction: "output", step: 0 }],
  });
  const folder = tracking.artifacts.modelFolder(model);
  const facts = {
    ...{ modelId, runId, artifactUri: folder.uri, taxiVersion: TAXI_VERSION },
    createdAt: new Date(model.createdAt).toISOString(),
  };
  for (const [path, bytes] of modelFolder(file, facts)) {
    await folder.put(path, bytes);
  }
  await tracking.loggedModels.finish(modelId, "ready");
  return { modelId, storage: folder.uri };
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
