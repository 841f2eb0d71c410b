import { NotFoundError, TaxiError, UsageError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { assertActiveExperiment } from "./experiments.ts";
import { assertKey, assertText } from "./key_rules.ts";
import { type LoggedModel, type LoggedModelStatus, readLoggedModels } from "./logged_model_rows.ts";
import { runName } from "./run_name.ts";
import { findLoggedModels, type LoggedModelSearch } from "./search/logged_model_search.ts";
import type { StoreContext } from "./store_context.ts";

/** A logged model about to be made. */
export interface LoggedModelDraft {
  /** Where it belongs; the experiment must be active. */
  readonly experimentId: number;
  /** Made up when not given; need not be unique. */
  readonly name?: string;
  /** What kind of model it is, in the words of who logs it. */
  readonly modelType?: string;
  /** The run that makes it. */
  readonly sourceRunId?: string;
  /** Values by key. */
  readonly params?: Readonly<Record<string, string>>;
  /** Values by key. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Models as runs make them, before one is registered. */
export interface LoggedModels {
  /** Makes a `pending` model. @throws NotFoundError; TaxiError `experiment_deleted`, `no_logged_models`; UsageError */
  create(draft: LoggedModelDraft): Promise<LoggedModel>;
  /** The model with this id; a deleted one only if asked for. @throws NotFoundError */
  get(modelId: string, options?: { readonly deleted?: boolean }): Promise<LoggedModel>;
  /** Those that a filter of MLflow's grammar lets through, the newest first unless told. @throws SearchError */
  find(search: LoggedModelSearch): Promise<LoggedModel[]>;
  /** Tells what became of a model. @throws NotFoundError */
  finish(modelId: string, status: LoggedModelStatus): Promise<LoggedModel>;
  /** Hides a model; does nothing when it is. @throws NotFoundError */
  delete(modelId: string): Promise<void>;
  /** Sets tags, replacing those of the same key. @throws NotFoundError */
  setTags(modelId: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Takes a tag away. @throws NotFoundError without such a model or tag */
  deleteTag(modelId: string, key: string): Promise<void>;
  /** Adds params, written once. @throws NotFoundError; TaxiError `param_conflict` */
  logParams(modelId: string, params: Readonly<Record<string, string>>): Promise<void>;
}

/** {@linkcode LoggedModels} in a database. */
export function storedLoggedModels({ sql, now }: StoreContext): LoggedModels {
  const change = (modelId: string, work: (sql: Sql) => Promise<void>) =>
    sql.transaction(async (sql) => {
      await get(sql, modelId);
      await work(sql);
      await sql.run("UPDATE logged_models SET updated_at = ? WHERE model_id = ?", now(), modelId);
    });
  return {
    create: (draft) => sql.transaction((sql) => create(sql, now(), draft)),
    get: (modelId, options) => get(sql, modelId, options?.deleted),
    find: async (search) => await readLoggedModels(sql, await findLoggedModels(sql, search)),
    async finish(modelId, status) {
      const statement = "UPDATE logged_models SET status = ? WHERE model_id = ?";
      await change(modelId, async (sql) => void await sql.run(statement, status, modelId));
      return await get(sql, modelId);
    },
    async delete(modelId) {
      await get(sql, modelId, true);
      const statement = "UPDATE logged_models SET deleted_at = coalesce(deleted_at, ?) WHERE model_id = ?";
      await sql.run(statement, now(), modelId);
    },
    setTags: (modelId, tags) => change(modelId, (sql) => insertModelTags(sql, modelId, tags)),
    deleteTag: (modelId, key) =>
      change(modelId, async (sql) => {
        const statement = "DELETE FROM logged_model_tags WHERE model_id = ? AND key = ?";
        if (await sql.run(statement, modelId, key) > 0) return;
        throw new NotFoundError(`Cannot find tag "${key}" of model "${modelId}"`, undefined, {
          loggedModel: modelId,
          tag: key,
        });
      }),
    logParams: (modelId, params) => change(modelId, (sql) => insertModelParams(sql, modelId, params)),
  };
}

async function get(sql: Sql, modelId: string, deleted = false): Promise<LoggedModel> {
  const [model] = await readLoggedModels(sql, [modelId]);
  if (model && (deleted || model.deletedAt === null)) return model;
  throw new NotFoundError(`Cannot find logged model "${modelId}"`, undefined, { loggedModel: modelId });
}

async function create(sql: Sql, now: number, draft: LoggedModelDraft): Promise<LoggedModel> {
  const { experimentId, name = runName(Math.random), modelType = "", sourceRunId = "" } = draft;
  if (name.trim() === "" || /[/:.%"']/.test(name)) {
    throw new UsageError(
      `Cannot log a model as "${name}": expected a name without "/", ":", ".", "%" and quotes`,
      undefined,
      "invalid_name",
    );
  }
  assertText("a model's name", name, 500);
  assertText("a model's type", modelType, 500);
  assertText("the id of a model's run", sourceRunId, 256);
  await assertActiveExperiment(sql, experimentId);
  const modelId = `m-${crypto.randomUUID().replaceAll("-", "")}`;
  await sql.run(
    `INSERT INTO logged_models
       (model_id, experiment_id, name, status, model_type, source_run_id, created_at, updated_at)
     VALUES (?, ?, ?, 'pending', ?, ?, ?, ?)`,
    ...[modelId, experimentId, name, modelType, sourceRunId, now, now],
  );
  await insertModelParams(sql, modelId, draft.params ?? {});
  await insertModelTags(sql, modelId, draft.tags ?? {});
  return await get(sql, modelId);
}

/** Sets tags of a logged model, replacing those of the same key. */
export async function insertModelTags(
  sql: Sql,
  modelId: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = Object.entries(tags);
  for (const [key, value] of rows) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 8000);
  }
  await sql.many(
    `INSERT INTO logged_model_tags (model_id, key, value) VALUES (?, ?, ?)
     ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value`,
    rows.map(([key, value]) => [modelId, key, value]),
  );
}

/** Writes params of a logged model once. @throws TaxiError `param_conflict` when one has another value already */
export async function insertModelParams(
  sql: Sql,
  modelId: string,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const asked = Object.entries(params);
  for (const [key, value] of asked) {
    assertKey("param", key);
    assertText(`param "${key}"`, value, 6000);
  }
  const rows = await sql.lists<[string, string]>(
    `SELECT key, value FROM logged_model_params WHERE model_id = ? AND key IN ${sql.dialect.textList}`,
    modelId,
    JSON.stringify(asked.map(([key]) => key)),
  );
  const known = new Map(rows);
  for (const [key, value] of asked) {
    const stored = known.get(key);
    if (stored === undefined || stored === value) continue;
    throw new TaxiError(
      `Cannot change param "${key}" of model "${modelId}" to "${value}": it is "${stored}" already`,
      { code: "param_conflict", about: { loggedModel: modelId, conflicts: [{ key, stored, asked: value }] } },
    );
  }
  await sql.many(
    "INSERT INTO logged_model_params (model_id, key, value) VALUES (?, ?, ?)",
    asked.filter(([key]) => !known.has(key)).map(([key, value]) => [modelId, key, value]),
  );
}
