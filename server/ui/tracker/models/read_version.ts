import { NotFoundError } from "../../../../lib/errors.ts";
import { decodeBundle } from "../../../../pipeline/models/model_bundle.ts";
import { type ModelFacts, modelFacts } from "../../../../reports/model_facts.ts";
import { storedFolder } from "../../../../tracking/artifact_uri.ts";
import type { Experiment } from "../../../../tracking/experiments.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import type { LoggedModel } from "../../../../tracking/logged_model_rows.ts";
import type { ModelVersion } from "../../../../tracking/model_rows.ts";
import type { Run } from "../../../../tracking/run.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { type ModelSchema, readMlmodel } from "./read_mlmodel.ts";

/** A version of a model and all that it comes from, as far as it is here. */
export interface VersionView {
  /** The version itself. */
  readonly version: ModelVersion;
  /** The highest version of the model. */
  readonly latest: number;
  /** The run that made it; undefined when it is not told or not here. */
  readonly run?: Run;
  /** That of the run, or of the logged model. */
  readonly experiment?: Experiment;
  /** The logged model that it is, by the address of its source or files. */
  readonly loggedModel?: LoggedModel;
  /** What `MLmodel` says. */
  readonly schema?: ModelSchema;
  /** What taxi's own model file tells. */
  readonly facts?: ModelFacts;
  /** Runs of flows that made or used it, newest first. */
  readonly flows: readonly FlowRun[];
  /** Why something that is registered could not be read, a sentence each. */
  readonly faults: readonly string[];
}

/** Most bytes of an `MLmodel` file that are read. */
const LONGEST_MLMODEL = 4 << 20;

/** Gathers what a version comes from. @throws NotFoundError without such a version */
export async function readVersion(tracking: Tracking, name: string, number: number): Promise<VersionView> {
  const version = await tracking.models.getVersion(name, number), faults: string[] = [];
  const tell = (error: unknown) => void faults.push(`${(error as Error).message}.`);
  const loggedModel = await loggedModelOf(tracking, version);
  const runId = version.runId ?? (loggedModel?.sourceRunId || null);
  const run = runId === null ? undefined : await found(tracking.runs.get(runId));
  const experimentId = run?.experimentId ?? loggedModel?.experimentId;
  const [experiment, schema, facts, model, flows] = await Promise.all([
    experimentId === undefined ? undefined : found(tracking.experiments.get(experimentId)),
    readSchema(tracking, version, run).catch(tell),
    readFacts(tracking, version).catch(tell),
    tracking.models.get(name),
    tracking.flows.linkedFrom("model_version", `${name}/${number}`),
  ]);
  return {
    version,
    flows,
    latest: model.latestVersion ?? number,
    faults,
    ...(run && { run }),
    ...(experiment && { experiment }),
    ...(loggedModel && { loggedModel }),
    ...(schema && { schema }),
    ...(facts && { facts }),
  };
}

async function found<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** The logged model that a version is, by the address of its source or of its files. */
async function loggedModelOf(
  tracking: Tracking,
  { source, storage }: ModelVersion,
): Promise<LoggedModel | undefined> {
  const id = /^models:\/(m-[0-9a-f]{32})$/.exec(source)?.[1] ??
    /\/models\/(m-[0-9a-f]{32})\/artifacts(?:\/|$)/.exec(storage || source)?.[1];
  return id === undefined ? undefined : await found(tracking.loggedModels.get(id, { deleted: true }));
}

async function readSchema(
  { files }: Tracking,
  { source, storage }: ModelVersion,
  run: Run | undefined,
): Promise<ModelSchema | undefined> {
  const path = /^runs:\/[^/]+\/(.+)$/.exec(source)?.[1];
  const address = storage || (run && path !== undefined ? `${run.artifactUri}/${path}` : source);
  const folder = storedFolder(address);
  const file = folder === undefined ? undefined : await files.find(`${folder}/MLmodel`);
  if (file === undefined) return undefined;
  if (file.size > LONGEST_MLMODEL) throw new Error(`Cannot read MLmodel: it has ${file.size} bytes`);
  const text = await new Response(await files.open(file)).text();
  try {
    return readMlmodel(text);
  } catch (error) {
    throw new Error(`Cannot read MLmodel: ${(error as Error).message.split("\n", 1)[0]}`);
  }
}

/** What taxi's model file tells; undefined when the version is something else. */
async function readFacts(
  { artifacts }: Tracking,
  { name, version, sha256 }: ModelVersion,
): Promise<ModelFacts | undefined> {
  if (sha256 === null) return undefined;
  const bytes = await artifacts.readContent(sha256);
  return modelFacts(decodeBundle(bytes, `${name} version ${version}`), name, version);
}
