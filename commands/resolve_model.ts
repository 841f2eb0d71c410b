import { basename } from "node:path";
import { NotFoundError } from "../lib/errors.ts";
import { statFile } from "../lib/stat_file.ts";
import { decodeBundle, type LoadedBundle, readBundle } from "../pipeline/models/model_bundle.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
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

/** Description of `--model`, the same everywhere. */
export const MODEL_OPTION = [
  "--model <model>",
  "a model file, NAME@ALIAS or NAME/VERSION of the registry",
] as const;

/**
 * Finds and reads the model that `--model` names: a file if there is one of that name, else a registered version.
 *
 * @throws NotFoundError when the registry has no such model, version or alias
 * @throws TaxiError when the model file cannot be used
 */
export async function resolveModel(home: Home, asked: string): Promise<ResolvedModel> {
  const [, name, alias, version] = /^([^@/]+)(?:@(.+)|\/(\d+))$/.exec(asked) ?? [];
  if (name === undefined || (await statFile(asked))?.isFile) {
    return { loaded: await readBundle(asked), name: basename(asked).replace(/\.taxi$/, ""), version: null };
  }
  await using tracking = openTracking(home.path);
  const found = alias === undefined
    ? await tracking.models.getVersion(name, Number(version))
    : await tracking.models.getVersionByAlias(name, alias);
  return { loaded: await readVersion(tracking, found), name, version: found.version };
}

/** How people call a resolved model: `taxi-duration version 3`, or the file's name. */
export function modelTitle({ name, version }: Pick<ResolvedModel, "name" | "version">): string {
  return version === null ? name : `${name} version ${version}`;
}

async function readVersion(
  tracking: Tracking,
  { name, version, sha256, source }: ModelVersion,
): Promise<LoadedBundle> {
  if (sha256 === null) {
    throw new NotFoundError(
      `Cannot use version ${version} of "${name}": it was registered as "${source}", expected a model file of taxi`,
      "taxi models list",
    );
  }
  return decodeBundle(await tracking.artifacts.readContent(sha256), `${name} version ${version}`);
}
