import type { ModelVersion, RegisteredModel, Stage } from "../../tracking/model_rows.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import { type Json, modelVersionJson, registeredModelJson, some } from "./answers.ts";
import type { Endpoints } from "./endpoint.ts";
import type { Fields } from "./fields.ts";
import { versionNumber } from "./ids.ts";
import { checkKey, checkLength } from "./key_checks.ts";
import { invalid } from "./mlflow_error.ts";
import { cutPage, readPageToken } from "./page_token.ts";
import { readStage } from "./stage.ts";

const LONGEST_TAG = 100_000;
const LONGEST_ALIAS = 255;
const RESULTS = { usual: 100, most: 1000 };

/** Registered models. */
export const REGISTERED_MODELS: Endpoints = {
  "POST registered-models/create": async (store, fields) => {
    const model = await store.models.create({
      name: modelName(fields),
      description: fields.text("description") ?? "",
      tags: registryTags(fields),
    });
    return { registered_model: registeredModelJson(model, []) };
  },
  "GET registered-models/get": async (store, fields) => {
    const model = await store.models.get(modelName(fields));
    return { registered_model: registeredModelJson(model, await latestOf(store, [model], [])) };
  },
  "GET registered-models/search": search,
  "POST registered-models/search": search,
  "POST registered-models/rename": async (store, fields) => {
    const name = modelName(fields), newName = modelName(fields, "new_name");
    return await answer(store, await store.models.rename(name, newName));
  },
  "PATCH registered-models/update": async (store, fields) => {
    const model = await store.models.describe(modelName(fields), fields.text("description") ?? "");
    return await answer(store, model);
  },
  "DELETE registered-models/delete": (store, fields) => store.models.delete(modelName(fields)),
  "POST registered-models/set-tag": (store, fields) =>
    store.models.setTags(modelName(fields), registryTag(fields)),
  "DELETE registered-models/delete-tag": (store, fields) =>
    store.models.deleteTag(modelName(fields), fields.required("key")),
  "POST registered-models/get-latest-versions": latestVersions,
  "GET registered-models/get-latest-versions": latestVersions,
  "POST registered-models/alias": (store, fields) => {
    const name = modelName(fields), alias = checkAlias(fields.required("alias"));
    return store.models.setAlias(name, alias, versionNumber(fields));
  },
  "GET registered-models/alias": async (store, fields) => {
    const alias = fields.required("alias");
    const version = await store.models.getVersionByAlias(modelName(fields), alias);
    return { model_version: modelVersionJson(version) };
  },
  "DELETE registered-models/alias": (store, fields) =>
    store.models.deleteAlias(modelName(fields), fields.required("alias")),
};

/** The name of a model. @throws MlflowError */
export function modelName(fields: Fields, field = "name"): string {
  const name = fields.required(field);
  if (name.trim() === "") throw fields.missing(field);
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  return checkLength(name, field, 256);
}

/** The tag that a request sets. @throws MlflowError */
export function registryTag(fields: Fields): Record<string, string> {
  const key = checkKey(fields.required("key"), "key", "key");
  return { [key]: checkLength(fields.text("value") ?? "", "value", LONGEST_TAG) };
}

/** The tags of a model or version about to be made. @throws MlflowError */
export function registryTags(fields: Fields): Record<string, string> {
  const tags = fields.pairs("tags");
  for (const [key, value] of Object.entries(tags)) {
    checkKey(key, "key", "key");
    checkLength(value, "value", LONGEST_TAG);
  }
  return tags;
}

function checkAlias(alias: string): string {
  if (!/^[\w-]*$/.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  if (alias.toLowerCase() === "latest") {
    throw invalid("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
  return checkLength(alias, "Registered model alias name", LONGEST_ALIAS);
}

async function search(store: Tracking, fields: Fields): Promise<Json> {
  const size = fields.maxResults(RESULTS.usual, RESULTS.most),
    offset = readPageToken(fields.text("page_token"));
  const found = await store.models.find({
    filter: fields.text("filter"),
    orderBy: fields.texts("order_by"),
    limit: size + 1,
    offset,
  });
  const { page, token } = cutPage(found, size, offset);
  const latest = Map.groupBy(await latestOf(store, page, []), ({ name }) => name);
  const models = page.map((model) => registeredModelJson(model, latest.get(model.name) ?? []));
  return { registered_models: some(models), next_page_token: token };
}

async function answer(store: Tracking, model: RegisteredModel): Promise<Json> {
  return { registered_model: registeredModelJson(model, await latestOf(store, [model], [])) };
}

async function latestVersions(store: Tracking, fields: Fields): Promise<Json> {
  const model = await store.models.get(modelName(fields));
  const versions = await latestOf(store, [model], fields.texts("stages").map(readStage));
  return { model_versions: some(versions.map(modelVersionJson)) };
}

/** The newest version in each stage, of these stages or of all. */
async function latestOf(
  store: Tracking,
  models: readonly RegisteredModel[],
  stages: readonly Stage[],
): Promise<ModelVersion[]> {
  const newest = await store.models.latestByStage(models.map(({ name }) => name));
  return stages.length === 0 ? newest : newest.filter(({ stage }) => stages.includes(stage));
}
