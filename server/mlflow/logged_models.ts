import type { MeasuredOn } from "../../tracking/search/logged_model_search.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import { type Json, loggedModelJson, some } from "./answers.ts";
import type { Endpoints } from "./endpoint.ts";
import { artifactList } from "./artifact_list.ts";
import type { Fields } from "./fields.ts";
import { experimentId, parseExperimentId } from "./ids.ts";
import { checkKey, cut } from "./key_checks.ts";
import { invalid } from "./mlflow_error.ts";
import { readToken, writeToken } from "./page_token.ts";
import { python } from "./translate_fault.ts";

const STATUSES = [
  undefined,
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
] as const;
const STATUS = {
  LOGGED_MODEL_PENDING: "pending",
  LOGGED_MODEL_READY: "ready",
  LOGGED_MODEL_UPLOAD_FAILED: "failed",
} as const;
const LONGEST = { param: 6000, tag: 8000 };
const RESULTS = { usual: 50, zero: 100, most: 50_000 };

/** Models as runs make them. */
export const LOGGED_MODELS: Endpoints = {
  "POST logged-models": async (store, fields) => {
    const id = experimentId(fields);
    const name = fields.text("name") || undefined;
    if (name !== undefined && (name.trim() === "" || /[/:.%"']/.test(name))) {
      throw invalid(
        `Invalid model name (${
          python(name)
        }) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
      );
    }
    const model = await store.loggedModels.create({
      experimentId: id,
      ...(name === undefined ? {} : { name }),
      modelType: fields.text("model_type") ?? "",
      sourceRunId: fields.text("source_run_id") ?? "",
      params: texts(fields, "params", LONGEST.param),
      tags: texts(fields, "tags", LONGEST.tag),
    });
    return { model: loggedModelJson(model) };
  },
  "POST logged-models/search": search,
  "GET logged-models/{id}": async (store, fields, { id }) => ({
    model: loggedModelJson(await store.loggedModels.get(id, { deleted: fields.flag("allow_deleted") })),
  }),
  "PATCH logged-models/{id}": async (store, fields, { id }) => {
    const status = fields.word("status", STATUSES);
    if (status === undefined) throw fields.missing("status");
    return { model: loggedModelJson(await store.loggedModels.finish(id, STATUS[status])) };
  },
  "DELETE logged-models/{id}": (store, _, { id }) => store.loggedModels.delete(id),
  "PATCH logged-models/{id}/tags": (store, fields, { id }) =>
    store.loggedModels.setTags(id, texts(fields, "tags", LONGEST.tag)),
  "DELETE logged-models/{id}/tags/{key}": (store, _, { id, key }) => store.loggedModels.deleteTag(id, key),
  "POST logged-models/{id}/params": (store, fields, { id }) =>
    store.loggedModels.logParams(id, texts(fields, "params", LONGEST.param)),
  "GET logged-models/{id}/artifacts/directories": async (store, fields, { id }) => {
    const { artifactUri } = await store.loggedModels.get(id);
    return await artifactList(store, artifactUri, fields.text("artifact_directory_path") ?? "");
  },
};

function texts(fields: Fields, name: string, longest: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields.pairs(name)).map(([key, value]) => [
      checkKey(key, name === "params" ? "Param key" : "key", "key"),
      cut(value, longest),
    ]),
  );
}

/** A page token holds what was asked for, so that nobody gets the second page of another search. */
async function search(store: Tracking, fields: Fields): Promise<Json> {
  const experiments = fields.texts("experiment_ids");
  if (experiments.length === 0) throw fields.missing("experiment_ids");
  const filter = fields.text("filter") ?? "";
  const orderBy = fields.list("order_by").map((item) => ({
    field: item.required("field_name"),
    ascending: item.raw("ascending") === undefined ? true : item.flag("ascending"),
    ...measuredOn(item),
  }));
  const datasets = fields.list("datasets").map((item) => {
    item.required("dataset_name");
    return measuredOn(item) as MeasuredOn;
  });
  const asked = { experiment_ids: experiments, filter_string: filter, order_by: orderBy, datasets };
  const size = fields.whole("max_results") === 0
    ? RESULTS.zero
    : fields.maxResults(RESULTS.usual, RESULTS.most);
  const offset = startOf(fields.text("page_token"), asked);
  const found = await store.loggedModels.find({
    experimentIds: experiments.map(parseExperimentId),
    filter,
    datasets,
    orderBy,
    limit: size + 1,
    offset,
  });
  return {
    models: some(found.slice(0, size).map(loggedModelJson)),
    next_page_token: found.length > size ? writeToken({ offset: offset + size, ...asked }) : undefined,
  };
}

function startOf(token: string | undefined, asked: Readonly<Record<string, unknown>>): number {
  if (token === undefined || token === "") return 0;
  const { offset, ...before } = readToken(token);
  for (const [name, value] of Object.entries(asked)) {
    if (JSON.stringify(before[name]) === JSON.stringify(value)) continue;
    throw invalid(`Invalid page token: ${name} differs from that of the search that gave it`);
  }
  return offset;
}

function measuredOn(fields: Fields): Partial<MeasuredOn> {
  const name = fields.text("dataset_name"), digest = fields.text("dataset_digest");
  return { ...(name ? { datasetName: name } : {}), ...(digest ? { datasetDigest: digest } : {}) };
}
