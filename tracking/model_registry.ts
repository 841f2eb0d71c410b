import { TaxiError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import {
  assertRegistryTags,
  createModelIfMissing,
  createModelVersion,
  insertVersionTags,
  type ModelVersionDraft,
  pointAlias,
} from "./create_model_version.ts";
import { assertModelName, assertText } from "./key_rules.ts";
import {
  getModel,
  getVersion,
  getVersionByAlias,
  listModels,
  listVersions,
  type ModelVersion,
  readModels,
  readVersions,
  type RegisteredModel,
  type Stage,
} from "./model_rows.ts";
import { type AliasMove, moveAlias } from "./move_alias.ts";
import { findModels, findVersions, type RegistrySearch } from "./search/registry_search.ts";
import type { StoreContext } from "./store_context.ts";

/** A registered model about to be made. */
export interface RegisteredModelDraft {
  /** Not taken. */
  readonly name: string;
  /** For people, in Markdown. */
  readonly description?: string;
  /** Values by key. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Registered models of one store. */
export interface ModelRegistry {
  /** Makes a registered model. @throws TaxiError `already_exists`; UsageError for a name that cannot be one */
  create(draft: RegisteredModelDraft): Promise<RegisteredModel>;
  /** The model of that name, made if there is none. */
  getOrCreate(name: string): Promise<RegisteredModel>;
  /** The model of that name. @throws NotFoundError */
  get(name: string): Promise<RegisteredModel>;
  /** All models, by name. */
  list(): Promise<RegisteredModel[]>;
  /** Those that a filter of MLflow's grammar lets through, by name unless told. @throws SearchError */
  find(search: RegistrySearch): Promise<RegisteredModel[]>;
  /** Gives a model another name, with its versions, tags and aliases. @throws NotFoundError; TaxiError `already_exists` */
  rename(name: string, newName: string): Promise<RegisteredModel>;
  /** Changes what is said of a model. @throws NotFoundError */
  describe(name: string, description: string): Promise<RegisteredModel>;
  /** Deletes a model with all of its versions. @throws NotFoundError */
  delete(name: string): Promise<void>;
  /** Sets tags, replacing those of the same key. @throws NotFoundError */
  setTags(name: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Does nothing when there is no such tag. @throws NotFoundError without such a model */
  deleteTag(name: string, key: string): Promise<void>;
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
  /** Of each of these models the newest version in each stage. */
  latestByStage(names: readonly string[]): Promise<ModelVersion[]>;
  /** Those that a filter of MLflow's grammar lets through, the last changed first unless told. @throws SearchError */
  findVersions(search: RegistrySearch): Promise<ModelVersion[]>;
  /** Changes what is said of a version. @throws NotFoundError */
  describeVersion(name: string, version: number, description: string): Promise<ModelVersion>;
  /** Moves a version to a stage. @param archiveOthers moves those that are there to `Archived`. @throws NotFoundError */
  setStage(name: string, version: number, stage: Stage, archiveOthers: boolean): Promise<ModelVersion>;
  /** Points the alias to that version, away from the one it pointed to. @throws NotFoundError */
  setAlias(name: string, alias: string, version: number): Promise<void>;
  /** Does nothing when there is no such alias. @throws NotFoundError without such a model */
  deleteAlias(name: string, alias: string): Promise<void>;
  /** Moves an alias that is where the caller believes it to be. @throws NotFoundError; TaxiError `alias_moved` when it is not */
  moveAlias(name: string, move: AliasMove): Promise<void>;
  /** Sets tags, replacing those of the same key. @throws NotFoundError */
  setVersionTags(name: string, version: number, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Does nothing when there is no such tag. @throws NotFoundError without such a version */
  deleteVersionTag(name: string, version: number, key: string): Promise<void>;
  /** Deletes a version with its tags and aliases; its number is not given again. @throws NotFoundError */
  deleteVersion(name: string, version: number): Promise<void>;
}

/** {@linkcode ModelRegistry} in a database. */
export function storedModelRegistry(context: StoreContext): ModelRegistry {
  const { sql, now } = context;
  const changeModel = (name: string, change: (sql: Sql) => Promise<unknown>): Promise<RegisteredModel> =>
    sql.transaction(async (sql) => {
      await getModel(sql, name);
      await change(sql);
      await sql.run("UPDATE registered_models SET updated_at = ? WHERE name = ?", now(), name);
      return await getModel(sql, name);
    });
  const changeVersion = (name: string, version: number, change: (sql: Sql) => Promise<unknown>) =>
    sql.transaction(async (sql) => {
      await getVersion(sql, name, version);
      await change(sql);
      const statement = "UPDATE model_versions SET updated_at = ? WHERE name = ? AND version = ?";
      await sql.run(statement, now(), name, version);
      return await getVersion(sql, name, version);
    });
  return {
    create: (draft) => sql.transaction((sql) => createModel(sql, now(), draft)),
    getOrCreate: (name) =>
      sql.transaction(async (sql) => {
        await createModelIfMissing(sql, name, now());
        return await getModel(sql, name);
      }),
    get: (name) => getModel(sql, name),
    list: () => listModels(sql),
    find: async (search) => await readModels(sql, await findModels(sql, search)),
    rename: (name, newName) => sql.transaction((sql) => renameModel(sql, now(), name, newName)),
    describe: (name, description) => {
      assertText("a description", description, MOST_DESCRIPTION);
      const statement = "UPDATE registered_models SET description = ? WHERE name = ?";
      return changeModel(name, (sql) => sql.run(statement, description, name));
    },
    delete: (name) =>
      sql.transaction(async (sql) => {
        await getModel(sql, name);
        await sql.run("DELETE FROM registered_models WHERE name = ?", name);
      }),
    setTags: async (name, tags) => void await changeModel(name, (sql) => insertModelTags(sql, name, tags)),
    deleteTag: async (name, key) => {
      const statement = "DELETE FROM registered_model_tags WHERE name = ? AND key = ?";
      await changeModel(name, (sql) => sql.run(statement, name, key));
    },
    createVersion: (draft) => createModelVersion(context, draft),
    getVersion: (name, version) => getVersion(sql, name, version),
    getVersionByAlias: (name, alias) => getVersionByAlias(sql, name, alias),
    listVersions: (name) => listVersions(sql, name),
    latestByStage: async (names) => await readVersions(sql, await newestByStage(sql, names)),
    findVersions: async (search) => await readVersions(sql, await findVersions(sql, search)),
    describeVersion: (name, version, description) => {
      assertText("a description", description, MOST_DESCRIPTION);
      const statement = "UPDATE model_versions SET description = ? WHERE name = ? AND version = ?";
      return changeVersion(name, version, (sql) => sql.run(statement, description, name, version));
    },
    setStage: (name, version, stage, archiveOthers) =>
      changeVersion(name, version, async (sql) => {
        const archive =
          "UPDATE model_versions SET stage = 'Archived', updated_at = ? WHERE name = ? AND stage = ? AND version != ?";
        if (archiveOthers) await sql.run(archive, now(), name, stage, version);
        const statement = "UPDATE model_versions SET stage = ? WHERE name = ? AND version = ?";
        await sql.run(statement, stage, name, version);
      }),
    setAlias: async (name, alias, version) =>
      void await changeVersion(name, version, (sql) => pointAlias(sql, name, alias, version)),
    deleteAlias: (name, alias) =>
      sql.transaction(async (sql) => {
        await getModel(sql, name);
        await sql.run("DELETE FROM model_aliases WHERE name = ? AND alias = ?", name, alias);
      }),
    moveAlias: (name, move) => sql.transaction((sql) => moveAlias(sql, now(), name, move)),
    setVersionTags: async (name, version, tags) =>
      void await changeVersion(name, version, (sql) => insertVersionTags(sql, name, version, tags)),
    deleteVersionTag: async (name, version, key) => {
      const statement = "DELETE FROM model_version_tags WHERE name = ? AND version = ? AND key = ?";
      await changeVersion(name, version, (sql) => sql.run(statement, name, version, key));
    },
    deleteVersion: (name, version) =>
      sql.transaction(async (sql) => {
        await getVersion(sql, name, version);
        await sql.run("DELETE FROM model_versions WHERE name = ? AND version = ?", name, version);
      }),
  };
}

const MOST_DESCRIPTION = 1_000_000;

async function newestByStage(
  sql: Sql,
  names: readonly string[],
): Promise<{ name: string; version: number }[]> {
  return await sql.all(
    `SELECT name, max(version) AS version FROM model_versions WHERE name IN ${sql.dialect.textList}
     GROUP BY name, stage ORDER BY name, stage`,
    JSON.stringify(names),
  );
}

async function createModel(sql: Sql, now: number, draft: RegisteredModelDraft): Promise<RegisteredModel> {
  const { name, description = "", tags = {} } = draft;
  assertText("a description", description, MOST_DESCRIPTION);
  if (!await createModelIfMissing(sql, name, now, description)) throw nameTaken(name);
  await insertModelTags(sql, name, tags);
  return await getModel(sql, name);
}

async function renameModel(sql: Sql, now: number, name: string, newName: string): Promise<RegisteredModel> {
  assertModelName(newName);
  await getModel(sql, name);
  if ((await readModels(sql, [newName])).length > 0) throw nameTaken(newName);
  await sql.run("UPDATE registered_models SET name = ?, updated_at = ? WHERE name = ?", newName, now, name);
  return await getModel(sql, newName);
}

/** Sets tags of a registered model that exists, replacing those of the same key. */
export async function insertModelTags(
  sql: Sql,
  name: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  assertRegistryTags(tags);
  await sql.many(
    `INSERT INTO registered_model_tags (name, key, value) VALUES (?, ?, ?)
     ON CONFLICT (name, key) DO UPDATE SET value = excluded.value`,
    Object.entries(tags).map(([key, value]) => [name, key, value]),
  );
}

function nameTaken(name: string): TaxiError {
  return new TaxiError(
    `Cannot name a registered model "${name}": there is one of that name, expected another name`,
    {
      code: "already_exists",
      about: { model: name },
    },
  );
}
