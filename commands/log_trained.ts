import { sha256 } from "../lib/hash.ts";
import type { ModelBundle } from "../pipeline/models/model_bundle.ts";
import { modelCard } from "../reports/model_card.ts";
import { modelFacts } from "../reports/model_facts.ts";
import { HASH_TAG } from "../tracking/create_model_version.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import type { Run } from "../tracking/run.ts";
import type { Tracker } from "../tracking/tracker.ts";
import { type LoggedFolder, logModel, noteVersion } from "./mlflow_model/log_model.ts";

/** The artifact of a training run that is the model file. */
const MODEL_ARTIFACT = "model/model.taxi";

/** The artifact that describes it. */
const CARD_ARTIFACT = "model/model_card.md";

/** What a training made. */
export interface TrainedFile {
  /** What the model file holds. */
  readonly bundle: ModelBundle;
  /** The model file. */
  readonly bytes: Uint8Array;
  /** What was asked of the training, by key. */
  readonly params: Readonly<Record<string, string>>;
  /** How good the model is and what it took, by key. */
  readonly metrics: readonly { readonly key: string; readonly value: number }[];
}

/** Logs to a run what its training made: metrics, model file and card, and the model as MLflow loads it; then registers it, if asked. */
export async function logTrained(
  tracking: Tracker,
  run: Run,
  { bundle, bytes, params, metrics }: TrainedFile,
  register: string | undefined,
): Promise<ModelVersion | undefined> {
  const { runId } = run, hash = sha256(bytes);
  await tracking.artifacts.log(runId, MODEL_ARTIFACT, bytes);
  const logged = await logModel(tracking, run, { bytes, kind: bundle.model.kind, params, metrics });
  const facts = modelFacts({ bundle, hash }, register ?? runId, null);
  await tracking.artifacts.log(runId, CARD_ARTIFACT, new TextEncoder().encode(modelCard(facts)));
  return register === undefined
    ? undefined
    : await registerVersion(tracking, { name: register, runId, hash }, logged);
}

/** A model's first version becomes its champion, later ones its challenger: what serves changes only when asked. */
async function registerVersion(
  tracking: Tracker,
  { name, runId, hash }: { readonly name: string; readonly runId: string; readonly hash: string },
  { modelId, storage }: LoggedFolder,
): Promise<ModelVersion> {
  const version = await tracking.models.createVersion({
    name,
    runId,
    artifact: MODEL_ARTIFACT,
    source: modelId === undefined ? storage : `models:/${modelId}`,
    storage,
    tags: { [HASH_TAG]: hash },
    aliases: (taken) => ["champion" in taken ? "challenger" : "champion"],
  });
  if (modelId !== undefined) await noteVersion(tracking, modelId, version);
  return version;
}
