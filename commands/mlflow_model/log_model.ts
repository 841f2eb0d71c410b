import { storedFolder } from "../../tracking/artifact_uri.ts";
import type { Run } from "../../tracking/run.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
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
  /** Address of its folder in this store. */
  readonly storage: string;
}

/**
 * Logs the model of a run as MLflow's clients look for it, a logged model that `mlflow.pyfunc.load_model` takes, together with
 * the run's metrics. It is `ready` only when all of its files are there.
 */
export async function logModel(
  tracking: Tracking,
  { runId, experimentId }: Run,
  { bytes: model, params, metrics, kind }: ModelLog,
): Promise<LoggedFolder> {
  const draft = { experimentId, name: "model", modelType: kind, sourceRunId: runId, params };
  const { modelId, artifactUri, createdAt } = await tracking.loggedModels.create(draft);
  await tracking.runs.log(runId, {
    metrics: metrics.map((metric) => ({ ...metric, modelId })),
    models: [{ modelId, direction: "output", step: 0 }],
  });
  // Where a client wants the artifacts of an experiment elsewhere, what is logged here stays here.
  const folder = storedFolder(artifactUri) ?? `${experimentId}/models/${modelId}/artifacts`;
  const storage = `mlflow-artifacts:/${folder}`;
  const facts = {
    ...{ modelId, runId, artifactUri: storage, taxiVersion: TAXI_VERSION },
    createdAt: new Date(createdAt).toISOString(),
  };
  for (const [path, bytes] of modelFolder(model, facts)) {
    await tracking.files.put(`${folder}/${path}`, bytes);
  }
  await tracking.loggedModels.finish(modelId, "ready");
  return { modelId, storage };
}

/** The registered version notes itself at its logged model, as MLflow's client does. */
export async function noteVersion(
  tracking: Tracking,
  modelId: string,
  version: { readonly name: string; readonly version: number },
): Promise<void> {
  const { name, version: number } = version;
  await tracking.loggedModels.setTags(modelId, {
    "mlflow.modelVersions": JSON.stringify([{ name, version: number }]),
  });
}
