import type { Tracking } from "../../tracking/tracking_store.ts";
import { experimentJson, type Json, some } from "./answers.ts";
import type { Endpoints } from "./endpoint.ts";
import type { Fields } from "./fields.ts";
import { experimentId, view } from "./ids.ts";
import { checkKey, checkLength } from "./key_checks.ts";
import { invalid, MlflowError } from "./mlflow_error.ts";
import { cutPage, readPageToken } from "./page_token.ts";

const MOST = { name: 500, location: 2048, tag: 20_000, results: 50_000 };

/** Experiments. */
export const EXPERIMENTS: Endpoints = {
  "GET experiments/get": async (store, fields) => ({
    experiment: experimentJson(await store.experiments.get(experimentId(fields))),
  }),
  "GET experiments/get-by-name": async (store, fields) => ({
    experiment: experimentJson(await store.experiments.getByName(fields.required("experiment_name"))),
  }),
  "POST experiments/create": async (store, fields) => {
    const name = experimentName(fields, "name");
    const artifactLocation = location(fields);
    const tags = fields.pairs("tags");
    for (const [key, value] of Object.entries(tags)) checkTag(key, value);
    const made = await store.experiments.create({
      name,
      tags,
      ...(artifactLocation ? { artifactLocation } : {}),
    });
    return { experiment_id: String(made.experimentId) };
  },
  "POST experiments/search": search,
  "GET experiments/search": search,
  "POST experiments/update": async (store, fields) => {
    await store.experiments.rename(experimentId(fields), experimentName(fields, "new_name"));
  },
  "POST experiments/delete": async (store, fields) => {
    const id = await inState(store, experimentId(fields), false);
    await store.experiments.delete(id);
  },
  "POST experiments/restore": async (store, fields) => {
    const id = await inState(store, experimentId(fields), true);
    await store.experiments.restore(id);
  },
  "POST experiments/set-experiment-tag": async (store, fields) => {
    const id = experimentId(fields), key = fields.required("key"), value = fields.text("value") ?? "";
    checkTag(key, value);
    await store.experiments.setTags(id, { [key]: value });
  },
  "POST experiments/delete-experiment-tag": (store, fields) =>
    store.experiments.deleteTag(experimentId(fields), fields.required("key")),
};

async function search(store: Tracking, fields: Fields): Promise<Json> {
  const size = fields.maxResults(0, MOST.results), offset = readPageToken(fields.text("page_token"));
  const found = await store.experiments.find({
    filter: fields.text("filter"),
    orderBy: fields.texts("order_by"),
    view: view(fields, "view_type"),
    limit: size + 1,
    offset,
  });
  const { page, token } = cutPage(found, size, offset);
  return { experiments: some(page.map(experimentJson)), next_page_token: token };
}

/** Only an active experiment can be deleted, only a deleted one restored. */
async function inState(store: Tracking, id: number, deleted: boolean): Promise<number> {
  const experiment = await store.experiments.get(id);
  if ((experiment.deletedAt !== null) === deleted) return id;
  throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${id} exists`);
}

function experimentName(fields: Fields, field: string): string {
  return checkName(fields.required(field));
}

function checkName(name: string): string {
  if (name.trim() === "") throw invalid(`Invalid experiment name: '${name}'`);
  return checkLength(name, "name", MOST.name);
}

function location(fields: Fields): string | undefined {
  const location = fields.text("artifact_location")?.replace(/\/+$/, "");
  if (location?.startsWith("runs:")) {
    throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
  if (location !== undefined && location.length > MOST.location) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${MOST.location} characters.`,
    );
  }
  return location;
}

function checkTag(key: string, value: string): void {
  checkKey(key, "key", "key");
  checkLength(value, "value", MOST.tag);
}
