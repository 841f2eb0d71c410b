import type { RunStatus } from "../../tracking/run.ts";
import { RUN_NAME_TAG } from "../../tracking/run_tags.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import { type Json, metricJson, runInfoJson, runJson, some } from "./answers.ts";
import type { Endpoints } from "./endpoint.ts";
import type { Fields } from "./fields.ts";
import { experimentId, milliseconds, parseExperimentId, runId, view } from "./ids.ts";
import { invalid } from "./mlflow_error.ts";
import { cutPage, readPageToken } from "./page_token.ts";
import { checkTags } from "./run_batch.ts";

const STATUSES = [undefined, "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
const MOST_RESULTS = 50_000;
const HISTORY = { usual: 25_000, most: 1_000_000 };

/** Runs. */
export const RUNS: Endpoints = {
  "POST runs/create": create,
  "GET runs/get": async (store, fields) => ({ run: runJson(await store.runs.get(runId(fields))) }),
  "POST runs/update": async (store, fields) => {
    const name = fields.text("run_name");
    const status = fields.word("status", STATUSES);
    const endTime = milliseconds(fields, "end_time");
    const run = await store.runs.update(runId(fields), {
      ...(name ? { name } : {}),
      ...(status ? { status: status.toLowerCase() as RunStatus } : {}),
      ...(endTime === undefined ? {} : { endTime }),
    });
    return { run_info: runInfoJson(run) };
  },
  "POST runs/search": search,
  "POST runs/delete": (store, fields) => store.runs.delete(runId(fields)),
  "POST runs/restore": (store, fields) => store.runs.restore(runId(fields)),
  "GET metrics/get-history": history,
};

async function create(store: Tracking, fields: Fields): Promise<Json> {
  const id = experimentId(fields);
  const tags = checkTags(fields);
  const name = fields.text("run_name") || undefined, tagged = tags[RUN_NAME_TAG] || undefined;
  if (name !== undefined && tagged !== undefined && name !== tagged) {
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${name}', mlflow.runName='${tagged}').`,
    );
  }
  const run = await store.runs.create({
    experimentId: id,
    owner: "client",
    user: fields.text("user_id") ?? "",
    startTime: milliseconds(fields, "start_time") ?? 0,
    log: { tags },
    ...(name === undefined ? {} : { name }),
  });
  return { run: runJson(run) };
}

async function search(store: Tracking, fields: Fields): Promise<Json> {
  const size = fields.maxResults(1000, MOST_RESULTS), offset = readPageToken(fields.text("page_token"));
  const found = await store.runs.find({
    experimentIds: fields.texts("experiment_ids").map(parseExperimentId),
    filter: fields.text("filter"),
    orderBy: fields.texts("order_by"),
    view: view(fields, "run_view_type"),
    limit: size + 1,
    offset,
  });
  const { page, token } = cutPage(found, size, offset);
  return { runs: some(page.map(runJson)), next_page_token: token };
}

async function history(store: Tracking, fields: Fields): Promise<Json> {
  const id = runId(fields), key = fields.required("metric_key");
  const offset = readPageToken(fields.text("page_token"));
  const size = fields.maxResults(HISTORY.usual, HISTORY.most);
  const points = await store.runs.metricHistory(id, key, { limit: size + 1, offset });
  const { page, token } = cutPage(points, size, offset);
  return { metrics: some(page.map((point) => metricJson(key, point))), next_page_token: token };
}
