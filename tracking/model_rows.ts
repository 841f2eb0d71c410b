import type { DatabaseSync } from "node:sqlite";
import { NotFoundError } from "../lib/errors.ts";
import { selectAll, selectOne } from "../lib/sqlite.ts";

/** A name under which versions of a model are registered. Times are milliseconds since 1970-01-01 UTC. */
export interface RegisteredModel {
  /** Unique. */
  readonly name: string;
  /** For people, in Markdown. */
  readonly description: string;
  /** When the name was registered. */
  readonly createdAt: number;
  /** When a version was last registered. */
  readonly updatedAt: number;
  /** Highest version there is; null without versions. */
  readonly latestVersion: number | null;
  /** Versions by alias. */
  readonly aliases: Readonly<Record<string, number>>;
}

/** One numbered model file of a registered model. */
export interface ModelVersion {
  /** Of the registered model. */
  readonly name: string;
  /** Counts up from 1. */
  readonly version: number;
  /** The run that made it; null when none was named. */
  readonly runId: string | null;
  /** Where the model is: `runs:/<run id>/<artifact path>` or what a client said. */
  readonly source: string;
  /** Hash of the model file, 64 hex digits; null when a client registered something else than one file. */
  readonly sha256: string | null;
  /** `ready` can be loaded. */
  readonly status: "pending" | "ready" | "failed";
  /** For people, in Markdown. */
  readonly description: string;
  /** When it was registered. */
  readonly createdAt: number;
  /** When it last changed, aliases included. */
  readonly updatedAt: number;
  /** Values by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** Aliases that point here, by name. */
  readonly aliases: readonly string[];
}

type ModelRow = Omit<RegisteredModel, "aliases"> & { readonly aliases: string };
type VersionRow = Omit<ModelVersion, "tags" | "aliases"> & {
  readonly tags: string;
  readonly aliases: string;
};

const SELECT_MODELS = `
  SELECT name, description, created_at AS createdAt, updated_at AS updatedAt,
    (SELECT max(version) FROM model_versions v WHERE v.name = m.name) AS latestVersion,
    (SELECT json_group_object(alias, version) FROM model_aliases a WHERE a.name = m.name) AS aliases
  FROM registered_models m`;

const SELECT_VERSIONS = `
  SELECT name, version, run_id AS runId, source, sha256, status, description, created_at AS createdAt,
    updated_at AS updatedAt,
    (SELECT json_group_object(key, value) FROM model_version_tags t
     WHERE t.name = v.name AND t.version = v.version) AS tags,
    (SELECT json_group_array(alias ORDER BY alias) FROM model_aliases a
     WHERE a.name = v.name AND a.version = v.version) AS aliases
  FROM model_versions v`;

/** All models by name. */
export function listModels(database: DatabaseSync): RegisteredModel[] {
  return selectAll<ModelRow>(database, `${SELECT_MODELS} ORDER BY name`).map(toModel);
}

/** The model of that name. @throws NotFoundError */
export function getModel(database: DatabaseSync, name: string): RegisteredModel {
  const row = selectOne<ModelRow>(database, `${SELECT_MODELS} WHERE name = ?`, name);
  if (!row) throw new NotFoundError(`Cannot find registered model "${name}"`, "taxi models list");
  return toModel(row);
}

/** Newest first. @throws NotFoundError without such a model */
export function listVersions(database: DatabaseSync, name: string): ModelVersion[] {
  getModel(database, name);
  return selectAll<VersionRow>(database, `${SELECT_VERSIONS} WHERE name = ? ORDER BY version DESC`, name)
    .map(toVersion);
}

/** The version with this number. @throws NotFoundError */
export function getVersion(database: DatabaseSync, name: string, version: number): ModelVersion {
  const sql = `${SELECT_VERSIONS} WHERE name = ? AND version = ?`;
  const row = selectOne<VersionRow>(database, sql, name, version);
  if (row) return toVersion(row);
  const { latestVersion } = getModel(database, name);
  const found = latestVersion === null ? "it has no versions" : `latest is ${latestVersion}`;
  throw new NotFoundError(
    `Cannot find version ${version} of "${name}": ${found}`,
    `taxi models show ${name}`,
  );
}

/** The version `alias` points to; `latest` is the highest. @throws NotFoundError */
export function getVersionByAlias(database: DatabaseSync, name: string, alias: string): ModelVersion {
  const { aliases, latestVersion } = getModel(database, name);
  const version = alias === "latest" ? latestVersion : Object.hasOwn(aliases, alias) ? aliases[alias] : null;
  if (version !== null) return getVersion(database, name, version);
  const known = Object.keys(aliases).map((known) => `"${known}"`).join(", ");
  throw new NotFoundError(
    `Cannot find alias "${alias}" of "${name}": ${known === "" ? "it has no aliases" : `it has ${known}`}`,
    `taxi models show ${name}`,
  );
}

function toModel(row: ModelRow): RegisteredModel {
  return { ...row, aliases: JSON.parse(row.aliases) };
}

function toVersion(row: VersionRow): ModelVersion {
  return { ...row, tags: JSON.parse(row.tags), aliases: JSON.parse(row.aliases) };
}
