import { NotFoundError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";

/** Stages, as MLflow writes them. */
export const STAGES = ["None", "Staging", "Production", "Archived"] as const;

/** MLflow's older way of saying what a version is for; a new one is in stage `None`. */
export type Stage = typeof STAGES[number];

/** A name under which versions of a model are registered. Times are milliseconds since 1970-01-01 UTC. */
export interface RegisteredModel {
  /** Unique. */
  readonly name: string;
  /** For people, in Markdown. */
  readonly description: string;
  /** When the name was registered. */
  readonly createdAt: number;
  /** When it last changed: its words or tags, or a version was registered. */
  readonly updatedAt: number;
  /** Values by key. */
  readonly tags: Readonly<Record<string, string>>;
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
  /** Hash of taxi's model file, 64 hex digits; null when a client registered something else. */
  readonly sha256: string | null;
  /** Where the files are, when the source is the address of something that points to them; else empty. */
  readonly storage: string;
  /** MLflow's older way of saying what a version is for. */
  readonly stage: Stage;
  /** Where the run that made it can be looked at, when a client told. */
  readonly runLink: string;
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

interface TextRow {
  readonly name: string;
  readonly version: number;
  readonly key: string;
  readonly value: string;
}

interface AliasRow {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
}

type ModelRow = Omit<RegisteredModel, "aliases" | "tags">;
type VersionRow = Omit<ModelVersion, "tags" | "aliases">;

const SELECT_MODELS = `
  SELECT name, description, created_at AS "createdAt", updated_at AS "updatedAt",
    (SELECT max(version) FROM model_versions v WHERE v.name = m.name) AS "latestVersion"
  FROM registered_models m`;

const SELECT_VERSIONS = `
  SELECT name, version, run_id AS "runId", source, sha256, storage, stage, run_link AS "runLink", status, description,
    created_at AS "createdAt", updated_at AS "updatedAt"
  FROM model_versions v`;

/** All models by name. */
export async function listModels(sql: Sql): Promise<RegisteredModel[]> {
  return await completeModels(sql, await sql.all<ModelRow>(`${SELECT_MODELS} ORDER BY name`));
}

/** The models of these names, in this order; unknown ones are left out. */
export async function readModels(sql: Sql, names: readonly string[]): Promise<RegisteredModel[]> {
  const rows = await sql.all<ModelRow>(
    `${SELECT_MODELS} WHERE name IN ${sql.dialect.textList}`,
    JSON.stringify(names),
  );
  const models = new Map((await completeModels(sql, rows)).map((model) => [model.name, model]));
  return names.flatMap((name) => models.get(name) ?? []);
}

/** The model of that name. @throws NotFoundError about `{ model }` */
export async function getModel(sql: Sql, name: string): Promise<RegisteredModel> {
  const [model] = await readModels(sql, [name]);
  if (model) return model;
  throw new NotFoundError(`Cannot find registered model "${name}"`, "taxi models list", { model: name });
}

/** Newest first. @throws NotFoundError without such a model */
export async function listVersions(sql: Sql, name: string): Promise<ModelVersion[]> {
  await getModel(sql, name);
  const select = `${SELECT_VERSIONS} WHERE name = ? ORDER BY version DESC`;
  return await completeVersions(sql, await sql.all<VersionRow>(select, name));
}

/** These versions, in this order; unknown ones are left out. */
export async function readVersions(
  sql: Sql,
  keys: readonly { readonly name: string; readonly version: number }[],
): Promise<ModelVersion[]> {
  const names = JSON.stringify([...new Set(keys.map(({ name }) => name))]);
  const wanted = new Set(keys.map(keyOf));
  const rows = await sql.all<VersionRow>(`${SELECT_VERSIONS} WHERE name IN ${sql.dialect.textList}`, names);
  const versions = await completeVersions(sql, rows.filter((row) => wanted.has(keyOf(row))));
  const found = new Map(versions.map((version) => [keyOf(version), version]));
  return keys.flatMap((key) => found.get(keyOf(key)) ?? []);
}

/** The version with this number. @throws NotFoundError about `{ model, version }` */
export async function getVersion(sql: Sql, name: string, version: number): Promise<ModelVersion> {
  const row = await sql.one<VersionRow>(`${SELECT_VERSIONS} WHERE name = ? AND version = ?`, name, version);
  if (row) return (await completeVersions(sql, [row]))[0];
  const [model] = await readModels(sql, [name]);
  if (!model) {
    throw new NotFoundError(`Cannot find registered model "${name}"`, "taxi models list", {
      model: name,
      version,
    });
  }
  const { latestVersion } = model;
  const found = latestVersion === null ? "it has no versions" : `latest is ${latestVersion}`;
  throw new NotFoundError(
    `Cannot find version ${version} of "${name}": ${found}`,
    `taxi models show ${name}`,
    { model: name, version },
  );
}

/** The version `alias` points to; `latest` is the highest. @throws NotFoundError about `{ model, alias }` or `{ model }` */
export async function getVersionByAlias(sql: Sql, name: string, alias: string): Promise<ModelVersion> {
  const { aliases, latestVersion } = await getModel(sql, name);
  const version = alias === "latest" ? latestVersion : Object.hasOwn(aliases, alias) ? aliases[alias] : null;
  if (version !== null) return await getVersion(sql, name, version);
  const known = Object.keys(aliases).map((known) => `"${known}"`).join(", ");
  throw new NotFoundError(
    `Cannot find alias "${alias}" of "${name}": ${known === "" ? "it has no aliases" : `it has ${known}`}`,
    `taxi models show ${name}`,
    { model: name, alias },
  );
}

async function completeModels(sql: Sql, rows: readonly ModelRow[]): Promise<RegisteredModel[]> {
  if (rows.length === 0) return [];
  const list = sql.dialect.textList, names = JSON.stringify(rows.map(({ name }) => name));
  const [tags, aliases] = await Promise.all([
    sql.all<TextRow>(
      `SELECT name, 0 AS version, key, value FROM registered_model_tags WHERE name IN ${list} ORDER BY key`,
      names,
    ),
    readAliases(sql, names),
  ]);
  const of = {
    tags: Map.groupBy(tags, ({ name }) => name),
    aliases: Map.groupBy(aliases, ({ name }) => name),
  };
  return rows.map((row) => ({
    ...row,
    tags: texts(of.tags.get(row.name)),
    aliases: Object.fromEntries(
      (of.aliases.get(row.name) ?? []).map(({ alias, version }) => [alias, version]),
    ),
  }));
}

async function completeVersions(sql: Sql, rows: readonly VersionRow[]): Promise<ModelVersion[]> {
  if (rows.length === 0) return [];
  const names = JSON.stringify([...new Set(rows.map(({ name }) => name))]);
  const [tags, aliases] = await Promise.all([
    sql.all<TextRow>(
      `SELECT name, version, key, value FROM model_version_tags WHERE name IN ${sql.dialect.textList} ORDER BY key`,
      names,
    ),
    readAliases(sql, names),
  ]);
  const of = { tags: Map.groupBy(tags, keyOf), aliases: Map.groupBy(aliases, keyOf) };
  return rows.map((row) => ({
    ...row,
    tags: texts(of.tags.get(keyOf(row))),
    aliases: (of.aliases.get(keyOf(row)) ?? []).map(({ alias }) => alias),
  }));
}

async function readAliases(sql: Sql, names: string): Promise<AliasRow[]> {
  return await sql.all<AliasRow>(
    `SELECT name, alias, version FROM model_aliases WHERE name IN ${sql.dialect.textList} ORDER BY alias`,
    names,
  );
}

function keyOf({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${version}/${name}`;
}

function texts(rows: readonly TextRow[] = []): Record<string, string> {
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}
