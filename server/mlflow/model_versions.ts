import type { Tracking } from "../../tracking/tracking_store.ts";
import { type Json, modelVersionJson, some } from "./answers.ts";
import type { Endpoints } from "./endpoint.ts";
import type { Fields } from "./fields.ts";
import { versionNumber } from "./ids.ts";
import { invalid } from "./mlflow_error.ts";
import { locateSource } from "./model_source.ts";
import { cutPage, readPageToken } from "./page_token.ts";
import { modelName, registryTag, registryTags } from "./registered_models.ts";
import { readStage } from "./stage.ts";

const RESULTS = { usual: 10_000, most: 200_000 };
/** The tag of a logged model that says as what it was registered. */
const VERSIONS_TAG = "mlflow.modelVersions";

/** Versions of registered models. */
export const MODEL_VERSIONS: Endpoints = {
  "POST model-versions/create": create,
  "GET model-versions/get": async (store, fields) => ({
    model_version: modelVersionJson(await store.models.getVersion(modelName(fields), versionNumber(fields))),
  }),
  "PATCH model-versions/update": async (store, fields) => {
    const name = modelName(fields), version = versionNumber(fields);
    const changed = await store.models.describeVersion(name, version, fields.text("description") ?? "");
    return { model_version: modelVersionJson(changed) };
  },
  "DELETE model-versions/delete": (store, fields) =>
    store.models.deleteVersion(modelName(fields), versionNumber(fields)),
  "GET model-versions/get-download-uri": async (store, fields) => {
    const { storage, source } = await store.models.getVersion(modelName(fields), versionNumber(fields));
    return { artifact_uri: storage === "" ? source : storage };
  },
  "GET model-versions/search": search,
  "POST model-versions/search": search,
  "POST model-versions/set-tag": (store, fields) =>
    store.models.setVersionTags(modelName(fields), versionNumber(fields), registryTag(fields)),
  "DELETE model-versions/delete-tag": (store, fields) =>
    store.models.deleteVersionTag(modelName(fields), versionNumber(fields), fields.required("key")),
  "POST model-versions/transition-stage": async (store, fields) => {
    const name = modelName(fields), version = versionNumber(fields);
    const stage = readStage(fields.required("stage")), archive = fields.flag("archive_existing_versions");
    if (archive && (stage === "None" || stage === "Archived")) {
      throw invalid(
        `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are Staging, Production`,
      );
    }
    return { model_version: modelVersionJson(await store.models.setStage(name, version, stage, archive)) };
  },
};

async function create(store: Tracking, fields: Fields): Promise<Json> {
  const name = modelName(fields), tags = registryTags(fields);
  const asked = {
    source: fields.required("source"),
    runId: fields.text("run_id") || undefined,
    modelId: fields.text("model_id") || undefined,
    prompt: tags["mlflow.prompt.is_prompt"] === "true",
  };
  await store.models.get(name);
  const { runId, modelId, storage } = await locateSource(store, asked);
  const version = await store.models.createVersion({
    name,
    source: asked.source,
    storage,
    runLink: fields.text("run_link") ?? "",
    description: fields.text("description") ?? "",
    tags,
    registered: true,
    ...(runId === undefined ? {} : { runId }),
  });
  if (modelId !== undefined) await noteVersion(store, modelId, name, version.version);
  return { model_version: modelVersionJson(version) };
}

async function noteVersion(store: Tracking, modelId: string, name: string, version: number): Promise<void> {
  const { tags } = await store.loggedModels.get(modelId);
  const before = tags[VERSIONS_TAG] === undefined ? [] : JSON.parse(tags[VERSIONS_TAG]);
  await store.loggedModels.setTags(modelId, {
    [VERSIONS_TAG]: JSON.stringify([...before, { name, version }]),
  });
}

async function search(store: Tracking, fields: Fields): Promise<Json> {
  const size = fields.maxResults(RESULTS.usual, RESULTS.most),
    offset = readPageToken(fields.text("page_token"));
  const found = await store.models.findVersions({
    filter: fields.text("filter"),
    orderBy: fields.texts("order_by"),
    limit: size + 1,
    offset,
  });
  const { page, token } = cutPage(found, size, offset);
  return { model_versions: some(page.map(modelVersionJson)), next_page_token: token };
}
