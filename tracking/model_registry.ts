import { execute, transaction } from "../lib/sqlite.ts";
import {
  createModelIfMissing,
  createModelVersion,
  insertVersionTags,
  type ModelVersionDraft,
  pointAlias,
} from "./create_model_version.ts";
import {
  getModel,
  getVersion,
  getVersionByAlias,
  listModels,
  listVersions,
  type ModelVersion,
  type RegisteredModel,
} from "./model_rows.ts";
import type { StoreContext } from "./store_context.ts";

/** Registered models of one store. */
export interface ModelRegistry {
  /** The model of that name, made if there is none. */
  getOrCreate(name: string): Promise<RegisteredModel>;
  /** The model of that name. @throws NotFoundError */
  get(name: string): Promise<RegisteredModel>;
  /** All models, by name. */
  list(): Promise<RegisteredModel[]>;
  /**
   * Registers a version under the next number, with its tags and aliases and, if need be, its model: all or nothing.
   *
   * @throws NotFoundError when the run or its artifact does not exist
   */
  createVersion(draft: ModelVersionDraft): Promise<ModelVersion>;
  /** The version with this number. @throws NotFoundError */
  getVersion(name: string, version: number): Promise<ModelVersion>;
  /** The version an alias points to; `latest` is the highest. @throws NotFoundError */
  getVersionByAlias(name: string, alias: string): Promise<ModelVersion>;
  /** Newest first. @throws NotFoundError without such a model */
  listVersions(name: string): Promise<ModelVersion[]>;
  /** Points the alias to that version, away from the one it pointed to. @throws NotFoundError */
  setAlias(name: string, alias: string, version: number): Promise<void>;
  /** Does nothing when there is no such alias. @throws NotFoundError without such a model */
  deleteAlias(name: string, alias: string): Promise<void>;
  /** Sets tags, replacing those of the same key. @throws NotFoundError */
  setVersionTags(name: string, version: number, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Deletes a version with its tags and aliases; its number is not given again. @throws NotFoundError */
  deleteVersion(name: string, version: number): Promise<void>;
}

/** {@linkcode ModelRegistry} in SQLite. */
export function sqliteModelRegistry(context: StoreContext): ModelRegistry {
  const { database } = context;
  return {
    getOrCreate: (name) => Promise.try(getOrCreate, context, name),
    get: (name) => Promise.try(getModel, database, name),
    list: () => Promise.try(listModels, database),
    createVersion: (draft) => Promise.try(createModelVersion, context, draft),
    getVersion: (name, version) => Promise.try(getVersion, database, name, version),
    getVersionByAlias: (name, alias) => Promise.try(getVersionByAlias, database, name, alias),
    listVersions: (name) => Promise.try(listVersions, database, name),
    setAlias: (name, alias, version) =>
      Promise.try(changeVersion, context, name, version, () => pointAlias(database, name, alias, version)),
    deleteAlias: (name, alias) => Promise.try(deleteAlias, context, name, alias),
    setVersionTags: (name, version, tags) =>
      Promise.try(
        changeVersion,
        context,
        name,
        version,
        () => insertVersionTags(database, name, version, tags),
      ),
    deleteVersion: (name, version) => Promise.try(deleteVersion, context, name, version),
  };
}

function getOrCreate({ database, now }: StoreContext, name: string): RegisteredModel {
  return transaction(database, () => {
    createModelIfMissing(database, name, now());
    return getModel(database, name);
  });
}

function changeVersion(context: StoreContext, name: string, version: number, change: () => void): void {
  const { database, now } = context;
  transaction(database, () => {
    getVersion(database, name, version);
    change();
    const sql = "UPDATE model_versions SET updated_at = ? WHERE name = ? AND version = ?";
    execute(database, sql, now(), name, version);
  });
}

function deleteAlias({ database }: StoreContext, name: string, alias: string): void {
  transaction(database, () => {
    getModel(database, name);
    execute(database, "DELETE FROM model_aliases WHERE name = ? AND alias = ?", name, alias);
  });
}

function deleteVersion({ database }: StoreContext, name: string, version: number): void {
  transaction(database, () => {
    getVersion(database, name, version);
    execute(database, "DELETE FROM model_versions WHERE name = ? AND version = ?", name, version);
  });
}
