import { join, resolve } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { parseS3Url, type S3Address } from "../lib/s3_address.ts";
import { statFileSync } from "../lib/stat_file.ts";

/** Everything that `taxi` keeps, under one folder. */
export interface Home {
  readonly path: string;
  readonly raw: string;
  readonly trips: string;
  readonly models: string;
  readonly reports: string;
  /** The map of the city's zones. */
  readonly zones: string;
  /** Hashes of the tokens that a server takes. */
  readonly tokens: string;
  /** Where the bytes of artifacts are in place of `artifacts/` in the folder. */
  readonly artifacts?: S3Address;
}

/**
 * The home that applies: `--home`, else `TAXI_HOME`, else `.taxi` in the working folder.
 *
 * @param option what `--home` said
 * @param artifacts what `--artifacts` said; what `TAXI_ARTIFACTS` says unless told
 * @throws UsageError when a file is in its place
 */
export function findHome(option: string | undefined, artifacts = artifactsOfEnvironment()): Home {
  const path = resolve(option ?? (Deno.env.get("TAXI_HOME") || ".taxi")); // set but empty is as good as unset
  if (statFileSync(path)?.isFile) {
    throw new UsageError(`Cannot use home "${path}": it is a file, expected a folder`);
  }
  const inside = (name: string) => join(path, name);
  return {
    path,
    raw: inside("raw"),
    trips: inside("trips"),
    models: inside("models"),
    reports: inside("reports"),
    zones: inside("zones.json"),
    tokens: inside("tokens.json"),
    ...(artifacts ? { artifacts } : {}),
  };
}

function artifactsOfEnvironment(): S3Address | undefined {
  const url = Deno.env.get("TAXI_ARTIFACTS");
  return url ? parseS3Url(url, "TAXI_ARTIFACTS") : undefined;
}
