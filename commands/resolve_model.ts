import { basename } from "node:path";
import { NotFoundError } from "../lib/errors.ts";
import type { PostgresAddress } from "../lib/postgres_address.ts";
import { statFile } from "../lib/stat_file.ts";
import { decodeBundle, type LoadedBundle, readBundle } from "../pipeline/models/model_bundle.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import type { VersionName } from "../tracking/registry_reader.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import type { Home } from "./home.ts";

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
 * @param database with the registry, in place of the home's own
 * @throws NotFoundError when the registry has no such model, version or alias
 * @throws TaxiError when the model file cannot be used
 */
export async function resolveModel(
  home: Home,
  asked: string,
  database?: PostgresAddress,
): Promise<ResolvedModel> {
  const reference = await parseReference(asked);
  if ("file" in reference) return await readModelFile(reference.file);
  const { name, of } = reference;
  await using tracking = await openTracking(home.path, { database });
  const found = "alias" in of
    ? await tracking.models.getVersionByAlias(name, of.alias)
    : await tracking.models.getVersion(name, of.version);
  return await readModelVersion(found, tracking.artifacts);
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
 * @param artifacts of the same home
 * @throws NotFoundError when something else than a model file was registered
 * @throws TaxiError when the file is not what was registered, or cannot be used
 */
export async function readModelVersion(
  { name, version, sha256, source }: ModelVersion,
  artifacts: { readContent(sha256: string): Promise<Uint8Array> },
): Promise<ResolvedModel> {
  if (sha256 === null) {
    throw new NotFoundError(
      `Cannot use version ${version} of "${name}": it was registered as "${source}", expected a model file of taxi`,
      "taxi models list",
    );
  }
  const loaded = decodeBundle(await artifacts.readContent(sha256), `${name} version ${version}`);
  return { loaded, name, version };
}

/** How people call a resolved model: `taxi-duration version 3`, or the file's name. */
export function modelTitle({ name, version }: Pick<ResolvedModel, "name" | "version">): string {
  return version === null ? name : `${name} version ${version}`;
}
