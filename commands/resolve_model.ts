import { basename } from "node:path";
import { statFile } from "../lib/stat_file.ts";
import { decodeBundle, type LoadedBundle, readBundle } from "../pipeline/models/model_bundle.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import type { RegistryReader, VersionName } from "../tracking/registry_reader.ts";
import type { Home } from "./home.ts";
import { openRegistry } from "./open_registry.ts";
import type { TrackingPlace } from "./tracking_option.ts";

/** The registered model that commands use unless told another. */
export const DEFAULT_MODEL = "taxi-duration";

/** A model that a command was asked to use. */
export interface ResolvedModel {
  readonly loaded: LoadedBundle;
  /** Registered name, or the file's. */
  readonly name: string;
  /** Registered version; null for a file. */
  readonly version: number | null;
}

/** What `--model` names: a file, or a version of a registered model. */
export type ModelReference = { readonly file: string } | RegisteredReference;

/** A version of a registered model, by its number or by an alias. */
export interface RegisteredReference {
  readonly name: string;
  readonly of: VersionName;
}

/** Description of `--model`, the same everywhere. */
export const MODEL_OPTION = [
  "--model <model>",
  "a model file, NAME@ALIAS or NAME/VERSION of the registry",
] as const;

/**
 * Finds and reads the model that `--model` names: a file if there is one of that name, else a registered version.
 *
 * @param place of the registry; the home unless told
 * @throws NotFoundError when the registry has no such model, version or alias
 * @throws TaxiError when the model file cannot be used
 */
export async function resolveModel(
  home: Home,
  asked: string,
  place?: TrackingPlace,
): Promise<ResolvedModel> {
  const reference = await parseReference(asked);
  if ("file" in reference) return await readModelFile(reference.file);
  const { name, of } = reference;
  using registry = await openRegistry(home, place);
  return await readModelVersion(await registry.find(name, of), registry);
}

/** What `asked` names: a file if there is one of that name or it cannot be a registered version. */
export async function parseReference(asked: string): Promise<ModelReference> {
  const [, name, alias, version] = /^([^@/]+)(?:@(.+)|\/(\d+))$/.exec(asked) ?? [];
  if (name === undefined || (await statFile(asked))?.isFile) return { file: asked };
  return { name, of: alias === undefined ? { version: Number(version) } : { alias } };
}

/** Reads a model file. @throws UsageError when there is none, TaxiError when it cannot be used */
export async function readModelFile(path: string): Promise<ResolvedModel> {
  return { loaded: await readBundle(path), name: basename(path).replace(/\.taxi$/, ""), version: null };
}

/**
 * Reads the model file of a registered version.
 *
 * @param registry that has it
 * @throws NotFoundError when something else than a model file was registered
 * @throws TaxiError when the file is not what was registered, or cannot be used
 */
export async function readModelVersion(
  found: ModelVersion,
  registry: Pick<RegistryReader, "readModel">,
): Promise<ResolvedModel> {
  const { name, version } = found;
  const loaded = decodeBundle(await registry.readModel(found), `${name} version ${version}`);
  return { loaded, name, version };
}

/** How people call a resolved model: `taxi-duration version 3`, or the file's name. */
export function modelTitle({ name, version }: Pick<ResolvedModel, "name" | "version">): string {
  return version === null ? name : `${name} version ${version}`;
}
