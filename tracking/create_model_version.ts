import { NotFoundError, UsageError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { storedFolder } from "./artifact_uri.ts";
import { runFolder } from "./artifacts.ts";
import { assertAlias, assertKey, assertModelName, assertText } from "./key_rules.ts";
import { getModel, getVersion, type ModelVersion, type RegisteredModel } from "./model_rows.ts";
import type { StoreContext } from "./store_context.ts";

/** The file of a model's folder that is taxi's own model file. */
export const MODEL_FILE = "model.taxi";

/** The tag of a version that has the hash of its model file, for readers of a server that has no field for it. */
export const HASH_TAG = "taxi.sha256";

/** A model version about to be registered: an artifact of a run, or what a client points to by `source`. */
export interface ModelVersionDraft {
  /** Name of the registered model, which is made if there is none. */
  readonly name: string;
  /** The run that made the model. */
  readonly runId?: string;
  /** Path of the run's artifact that is the model file. */
  readonly artifact?: string;
  /** Where the model is, when it is no artifact here. */
  readonly source?: string;
  /** Where the files are, when `source` is the address of something that points to them. */
  readonly storage?: string;
  /** Where the run that made it can be looked at. */
  readonly runLink?: string;
  /** Whether the run and the registered model must be there already, as they need not for taxi itself. */
  readonly registered?: boolean;
  /** For people, in Markdown. */
  readonly description?: string;
  /** Anything worth knowing, by key. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Aliases to point to the new version; a function chooses them by those the model has, before anybody can change them. */
  readonly aliases?: readonly string[] | ((taken: RegisteredModel["aliases"]) => readonly string[]);
}

/** Registers model, version, tags and aliases in one transaction: a version is either wholly there or not at all. */
export async function createModelVersion(
  context: StoreContext,
  draft: ModelVersionDraft,
): Promise<ModelVersion> {
  const { name, tags = {}, aliases = [], storage = "", runLink = "", description = "" } = draft;
  const now = context.now();
  return await context.sql.transaction(async (sql) => {
    if (draft.registered) await getModel(sql, name);
    const { source, sha256 } = await locate(sql, draft);
    const version = await nextVersion(sql, name, now);
    await sql.run(
      `INSERT INTO model_versions
         (name, version, run_id, source, sha256, storage, run_link, status, description, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?)`,
      ...[name, version, draft.runId ?? null, source, sha256, storage, runLink, description, now, now],
    );
    await insertVersionTags(sql, name, version, tags);
    const chosen = typeof aliases === "function" ? aliases((await getModel(sql, name)).aliases) : aliases;
    for (const alias of chosen) await pointAlias(sql, name, alias, version);
    return await getVersion(sql, name, version);
  });
}

/** Makes the registered model. @returns whether there was none. @throws UsageError for a name that cannot be one */
export async function createModelIfMissing(
  sql: Sql,
  name: string,
  now: number,
  description = "",
): Promise<boolean> {
  assertModelName(name);
  const made = await sql.run(
    `INSERT INTO registered_models (name, description, created_at, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO NOTHING`,
    ...[name, description, now, now],
  );
  return made > 0;
}

/** Points an alias to a version that exists. @throws UsageError for an alias that cannot be one */
export async function pointAlias(sql: Sql, name: string, alias: string, version: number): Promise<void> {
  assertAlias(alias);
  await sql.run(
    `INSERT INTO model_aliases (name, alias, version) VALUES (?, ?, ?)
     ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version`,
    ...[name, alias, version],
  );
}

/** Sets tags of a version that exists, replacing those of the same key. */
export async function insertVersionTags(
  sql: Sql,
  name: string,
  version: number,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  assertRegistryTags(tags);
  await sql.many(
    `INSERT INTO model_version_tags (name, version, key, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (name, version, key) DO UPDATE SET value = excluded.value`,
    Object.entries(tags).map(([key, value]) => [name, version, key, value]),
  );
}

/** Refuses tags of models and versions that cannot be stored. */
export function assertRegistryTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 100_000);
  }
}

async function nextVersion(sql: Sql, name: string, now: number): Promise<number> {
  await createModelIfMissing(sql, name, now);
  const row = await sql.one<{ version: number }>(
    `UPDATE registered_models SET last_version = last_version + 1, updated_at = ? WHERE name = ?
     RETURNING last_version AS version`,
    ...[now, name],
  );
  return row!.version;
}

async function locate(
  sql: Sql,
  draft: ModelVersionDraft,
): Promise<{ source: string; sha256: string | null }> {
  const { name, runId, artifact, source } = draft;
  if (runId !== undefined && !draft.registered) await assertRun(sql, name, runId);
  if (artifact === undefined) {
    if (source !== undefined) return { source, sha256: await modelFile(sql, draft.storage || source) };
    throw new UsageError(`Cannot register "${name}": expected an artifact of a run or a source`);
  }
  const path = `${await runFolder(sql, runId ?? "")}/${artifact}`;
  const file = await sql.one<{ sha256: string }>("SELECT sha256 FROM files WHERE path = ?", path);
  if (file) return { source: source ?? `runs:/${runId}/${artifact}`, sha256: file.sha256 };
  throw new NotFoundError(`Cannot register "${name}": run "${runId ?? ""}" has no artifact "${artifact}"`);
}

/** Hash of the model file in the folder of that address; null where there is none in this store. */
export async function modelFile(sql: Sql, address: string): Promise<string | null> {
  const folder = storedFolder(address);
  if (folder === undefined) return null;
  const path = `${folder}/${MODEL_FILE}`;
  const file = await sql.one<{ sha256: string }>("SELECT sha256 FROM files WHERE path = ?", path);
  return file?.sha256 ?? null;
}

async function assertRun(sql: Sql, name: string, runId: string): Promise<void> {
  if (await sql.one("SELECT 1 FROM runs WHERE run_id = ? AND deleted_at IS NULL", runId)) return;
  throw new NotFoundError(`Cannot register "${name}": there is no run "${runId}"`, "taxi runs list");
}
