import { NotFoundError } from "../../lib/errors.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import { invalid } from "./mlflow_error.ts";
import { decodePath } from "./safe_path.ts";

/** What a client says of a version that it registers. */
export interface AskedSource {
  /** The address that it gave. */
  readonly source: string;
  /** The run that it says made the model. */
  readonly runId: string | undefined;
  /** The logged model that it says this is. */
  readonly modelId: string | undefined;
  /** A prompt has no files. */
  readonly prompt: boolean;
}

/** Where a version's files are, and what made them. */
export interface LocatedSource {
  /** The run that made the model, if that is known. */
  readonly runId: string | undefined;
  /** The logged model that this is, if that is known. */
  readonly modelId: string | undefined;
  /** Empty where the source says it. */
  readonly storage: string;
}

const MODEL_ID = /^models:\/(m-[0-9a-f]{32})$/;
const MODEL_VERSION = /^models:\/([^/@]+)\/(\d+)$/;
const MODEL_ALIAS = /^models:\/([^/@]+)@([\w-]+)$/;

/**
 * Finds the files that a source means. Addresses of this store are taken only together with the run that they belong to, and
 * paths of whatever machine never: a server that followed them would hand out its own files.
 *
 * @throws MlflowError
 */
export async function locateSource(store: Tracking, asked: AskedSource): Promise<LocatedSource> {
  const { source, runId, modelId } = asked;
  if (asked.prompt) return { runId, modelId, storage: "" };
  if (hasParent(source)) {
    throw refuse(
      source,
      RELATIVE,
    );
  }
  const id = MODEL_ID.exec(source)?.[1];
  if (id !== undefined) {
    const model = await store.loggedModels.get(id);
    return { runId: runId ?? (model.sourceRunId || undefined), modelId: id, storage: model.artifactUri };
  }
  const copied = await copiedVersion(store, source);
  if (copied) {
    return { runId: runId ?? copied.runId ?? undefined, modelId, storage: copied.storage || copied.source };
  }
  const [, run, path] = /^runs:\/([^/]+)\/?(.*)$/.exec(source) ?? [];
  if (run !== undefined) {
    if (run !== runId) throw refuse(source, MATCH_RUN);
    const { artifactUri } = await store.runs.get(run);
    return { runId, modelId, storage: path === "" ? artifactUri : `${artifactUri}/${path}` };
  }
  if (/^mlflow-artifacts:/i.test(source)) return await insideOwner(store, asked);
  if (isLocal(source)) throw refuse(source, LOCAL);
  return { runId, modelId, storage: "" };
}

const MATCH_RUN = "The run_id request parameter must identify the resource that contains the source.";
const RELATIVE =
  "If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.";
const LOCAL =
  "To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.";

async function copiedVersion(store: Tracking, source: string) {
  const [, name, version] = MODEL_VERSION.exec(source) ?? [];
  if (name !== undefined) return await store.models.getVersion(decodePath(name), Number(version));
  const [, aliased, alias] = MODEL_ALIAS.exec(source) ?? [];
  return aliased === undefined ? undefined : await store.models.getVersionByAlias(decodePath(aliased), alias);
}

async function insideOwner(store: Tracking, { source, runId, modelId }: AskedSource): Promise<LocatedSource> {
  const roots: string[] = [];
  try {
    if (modelId !== undefined) roots.push((await store.loggedModels.get(modelId)).artifactUri);
    if (runId !== undefined) roots.push((await store.runs.get(runId)).artifactUri);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  const plain = withoutHost(source);
  if (roots.map(withoutHost).some((root) => plain === root || plain.startsWith(`${root}/`))) {
    return { runId, modelId, storage: "" };
  }
  throw refuse(source, MATCH_RUN);
}

/** The same place may be told with the server's name in it. */
function withoutHost(uri: string): string {
  return uri.replace(/^mlflow-artifacts:\/+(?:[^/]*:\d+\/)?/i, "mlflow-artifacts:/");
}

function hasParent(source: string): boolean {
  let text = source;
  for (let i = 0; i < 4; i++) {
    if (text.split(/[/\\]/).includes("..")) return true;
    try {
      text = decodeURIComponent(text);
    } catch {
      return false;
    }
  }
  return false;
}

function isLocal(source: string): boolean {
  return /^file:/i.test(source) || !/^[a-z][a-z0-9+.-]*:/i.test(source) || /^[a-z]:[\\/]/i.test(source);
}

function refuse(source: string, expected: string) {
  return invalid(`Invalid model version source: '${source}'. ${expected}`);
}
