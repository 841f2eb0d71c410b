import type { DatabaseSync } from "node:sqlite";
import { NotFoundError, UsageError } from "../lib/errors.ts";
import { execute, selectOne, transaction } from "../lib/sqlite.ts";
import { assertAlias, assertKey, assertModelName, assertText } from "./key_rules.ts";
import { getModel, getVersion, type ModelVersion, type RegisteredModel } from "./model_rows.ts";
import type { StoreContext } from "./store_context.ts";

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
  /** For people, in Markdown. */
  readonly description?: string;
  /** Anything worth knowing, by key. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Aliases to point to the new version; a function chooses them by those the model has, before anybody can change them. */
  readonly aliases?: readonly string[] | ((taken: RegisteredModel["aliases"]) => readonly string[]);
}

/** Registers model, version, tags and aliases in one transaction: a version is either wholly there or not at all. */
export function createModelVersion(context: StoreContext, draft: ModelVersionDraft): ModelVersion {
  const { database } = context;
  const { name, tags = {}, aliases = [] } = draft;
  const now = context.now();
  return transaction(database, () => {
    const { source, sha256 } = locate(database, draft);
    const version = nextVersion(database, name, now);
    execute(
      database,
      `INSERT INTO model_versions
         (name, version, run_id, source, sha256, status, description, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, 'ready', ?, ?, ?)`,
      ...[name, version, draft.runId ?? null, source, sha256, draft.description ?? "", now, now],
    );
    insertVersionTags(database, name, version, tags);
    const chosen = typeof aliases === "function" ? aliases(getModel(database, name).aliases) : aliases;
    for (const alias of chosen) pointAlias(database, name, alias, version);
    return getVersion(database, name, version);
  });
}

/** Makes the registered model unless it is there. @throws UsageError for a name that cannot be one */
export function createModelIfMissing(database: DatabaseSync, name: string, now: number): void {
  assertModelName(name);
  const sql =
    "INSERT INTO registered_models (name, created_at, updated_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  execute(database, sql, name, now, now);
}

/** Points an alias to a version that exists. @throws UsageError for an alias that cannot be one */
export function pointAlias(database: DatabaseSync, name: string, alias: string, version: number): void {
  assertAlias(alias);
  const sql =
    "INSERT INTO model_aliases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version";
  execute(database, sql, name, alias, version);
}

/** Sets tags of a version that exists, replacing those of the same key. */
export function insertVersionTags(
  database: DatabaseSync,
  name: string,
  version: number,
  tags: Readonly<Record<string, string>>,
): void {
  const sql =
    "INSERT INTO model_version_tags VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
  for (const [key, value] of Object.entries(tags)) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 100_000);
    execute(database, sql, name, version, key, value);
  }
}

function nextVersion(database: DatabaseSync, name: string, now: number): number {
  createModelIfMissing(database, name, now);
  const { version } = selectOne<{ version: number }>(
    database,
    `UPDATE registered_models SET last_version = last_version + 1, updated_at = ? WHERE name = ?
     RETURNING last_version AS version`,
    now,
    name,
  )!;
  return version;
}

function locate(database: DatabaseSync, draft: ModelVersionDraft): { source: string; sha256: string | null } {
  const { name, runId, artifact, source } = draft;
  if (runId !== undefined) assertRun(database, name, runId);
  if (artifact === undefined) {
    if (source !== undefined) return { source, sha256: null };
    throw new UsageError(`Cannot register "${name}": expected an artifact of a run or a source`);
  }
  const sql = "SELECT sha256 FROM artifacts WHERE run_id = ? AND path = ?";
  const file = selectOne<{ sha256: string }>(database, sql, runId ?? "", artifact);
  if (file) return { source: source ?? `runs:/${runId}/${artifact}`, sha256: file.sha256 };
  throw new NotFoundError(`Cannot register "${name}": run "${runId ?? ""}" has no artifact "${artifact}"`);
}

function assertRun(database: DatabaseSync, name: string, runId: string): void {
  if (selectOne(database, "SELECT 1 FROM runs WHERE run_id = ? AND deleted_at IS NULL", runId)) return;
  throw new NotFoundError(`Cannot register "${name}": there is no run "${runId}"`, "taxi runs list");
}
