import type { DatasetInput, RunModel } from "../../tracking/run.ts";
import { type Step, stepOf } from "../../tracking/metric_step.ts";
import type { MetricDraft } from "../../tracking/run_metrics.ts";
import type { ParamConflict } from "../../tracking/run_params.ts";
import { TaxiError } from "../../lib/errors.ts";
import { CONTEXT_TAG } from "../../tracking/run_tags.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import type { Endpoints } from "./endpoint.ts";
import type { Fields } from "./fields.ts";
import { milliseconds, requiredList, runId } from "./ids.ts";
import { checkKey, checkLength, cut, type KeyKind } from "./key_checks.ts";
import { invalid, wrongType } from "./mlflow_error.ts";
import { python } from "./translate_fault.ts";

const MOST = { metrics: 1000, params: 100, tags: 100, all: 1000 };
const LONGEST = { param: 6000, tag: 8000 };
const BIGGEST = Number.MAX_VALUE;

/** What is logged to runs. */
export const RUN_LOG: Endpoints = {
  "POST runs/log-metric": async (store, fields) => {
    const id = runId(fields);
    await store.runs.log(id, { metrics: [metric(fields, "")] });
  },
  "POST runs/log-parameter": async (store, fields) => {
    const id = runId(fields);
    const key = checkKey(fields.required("key"), "Param key", "key");
    await logParam(store, id, key, cut(fields.text("value") ?? "", LONGEST.param));
  },
  "POST runs/set-tag": async (store, fields) => {
    const id = runId(fields);
    const key = checkKey(fields.required("key"), "key", "key");
    await store.runs.log(id, { tags: { [key]: cut(fields.text("value") ?? "", LONGEST.tag) } });
  },
  "POST runs/delete-tag": async (store, fields) => {
    const id = runId(fields);
    await store.runs.deleteTag(id, fields.required("key"));
  },
  "POST runs/log-batch": logBatch,
  "POST runs/log-inputs": async (store, fields) => {
    const id = runId(fields);
    const models = fields.list("models").map((model) => usedModel(model, "input"));
    await store.runs.log(id, { inputs: fields.list("datasets").map(dataset), models });
  },
  "POST runs/outputs": async (store, fields) => {
    const id = runId(fields);
    await store.runs.log(id, {
      models: requiredList(fields, "models").map((model) => usedModel(model, "output")),
    });
  },
  "POST runs/log-model": logModel,
};

/** Tags of a run about to be made. @throws MlflowError */
export function checkTags(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    fields.list("tags").map((tag, i) => pair(tag, "key", `tags[${i}]`, LONGEST.tag)),
  );
}

async function logBatch(store: Tracking, fields: Fields): Promise<void> {
  const id = runId(fields);
  const lists = { metrics: fields.list("metrics"), params: fields.list("params"), tags: fields.list("tags") };
  for (const name of ["metrics", "params", "tags"] as const) refuseMore(name, lists[name].length, MOST[name]);
  const all = lists.metrics.length + lists.params.length + lists.tags.length;
  refuseMore("metrics, params, and tags", all, MOST.all);
  const metrics = lists.metrics.map((item, i) => metric(item, `metrics[${i}]`));
  const params = lists.params.map((item, i) => pair(item, "Param key", `params[${i}]`, LONGEST.param));
  const tags = lists.tags.map((item, i) => pair(item, "key", `tags[${i}]`, LONGEST.tag));
  refuseTwins(params.map(([key]) => key));
  await store.runs.log(id, { metrics, params: Object.fromEntries(params), tags: Object.fromEntries(tags) });
}

function refuseMore(what: string, count: number, most: number): void {
  if (count <= most) return;
  throw invalid(
    `A batch logging request can contain at most ${most} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  );
}

function refuseTwins(keys: readonly string[]): void {
  const twins = [...new Set(keys.filter((key, i) => keys.indexOf(key) !== i))];
  if (twins.length === 0) return;
  throw invalid(
    `Duplicate parameter keys have been submitted: [${
      twins.map(python).join(", ")
    }]. Please ensure the request contains only one param value per param key.`,
  );
}

/** @param path of the item in its list; empty where the request is the item */
function metric(fields: Fields, path: string): MetricDraft {
  const at = (name: string) => path === "" ? name : `${path}.${name}`;
  const key = checkKey(fields.required("key"), "Metric name", at("name"));
  const value = fields.double("value"), timestamp = milliseconds(fields, "timestamp");
  if (value === undefined) throw fields.missing("value");
  if (timestamp === undefined) throw fields.missing("timestamp");
  if (timestamp < 0) {
    throw invalid(
      `Invalid value ${timestamp} for parameter '${at("timestamp")}' supplied: metric '${key}' (value=${
        Number.isInteger(value) ? value.toFixed(1) : value
      }). Timestamp must be a nonnegative long (64-bit integer) `,
    );
  }
  const modelId = fields.text("model_id"),
    name = fields.text("dataset_name"),
    digest = fields.text("dataset_digest");
  return {
    key,
    value: Math.abs(value) === Infinity ? Math.sign(value) * BIGGEST : value,
    timestamp,
    ...step(fields),
    ...(modelId ? { modelId } : {}),
    ...(name ? { datasetName: name } : {}),
    ...(digest ? { datasetDigest: digest } : {}),
  };
}

function step(fields: Fields): Step {
  const asked = fields.int64("step") ?? 0;
  if (BigInt.asIntN(64, BigInt(asked)) === BigInt(asked)) return stepOf(asked);
  throw wrongType(fields.pathOf("step"), asked);
}

function pair(fields: Fields, kind: KeyKind, path: string, longest: number): [string, string] {
  const key = checkKey(fields.required("key"), kind === "key" ? "key" : kind, `${path}.key`);
  return [key, cut(fields.text("value") ?? "", longest)];
}

/** MLflow has another sentence for one param than for a batch. */
async function logParam(store: Tracking, id: string, key: string, value: string): Promise<void> {
  try {
    await store.runs.log(id, { params: { [key]: value } });
  } catch (error) {
    if (!(error instanceof TaxiError) || error.code !== "param_conflict") throw error;
    const [{ stored }] = error.about.conflicts as ParamConflict[];
    throw invalid(
      `Changing param values is not allowed. Param with key='${key}' was already logged with value='${stored}' for run ID='${id}'. Attempted logging new value '${value}'.`,
    );
  }
}

function dataset(input: Fields): DatasetInput {
  if (input.raw("dataset") === undefined) throw input.missing("dataset");
  const fields = input.object("dataset");
  const pairs = input.pairs("tags"), { [CONTEXT_TAG]: context = "", ...tags } = pairs;
  for (const [key, value] of Object.entries(pairs)) {
    checkLength(key, "InputTag key", 255);
    checkLength(value, "InputTag value", 500);
  }
  const schema = fields.text("schema"), profile = fields.text("profile");
  return {
    name: fields.required("name"),
    digest: fields.required("digest"),
    sourceType: fields.required("source_type"),
    source: fields.required("source"),
    context,
    tags,
    ...(schema ? { schema } : {}),
    ...(profile ? { profile } : {}),
  };
}

function usedModel(fields: Fields, direction: RunModel["direction"]): RunModel {
  return { modelId: fields.required("model_id"), direction, step: milliseconds(fields, "step") ?? 0 };
}

const HISTORY_TAG = "mlflow.log-model.history";

/** Clients before version 3 tell of a model by a tag that lists all of them. */
async function logModel(store: Tracking, fields: Fields): Promise<void> {
  const id = runId(fields), text = fields.required("model_json");
  let model: Record<string, unknown>;
  try {
    model = JSON.parse(text);
  } catch {
    throw invalid(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
  const absent = ["artifact_path", "flavors", "utc_time_created", "run_id"].filter((name) =>
    !(name in model)
  );
  if (absent.length > 0) {
    throw invalid(`Model json is missing mandatory fields: {${absent.map(python).join(", ")}}`);
  }
  const run = await store.runs.get(id);
  const before = run.tags[HISTORY_TAG] === undefined ? [] : JSON.parse(run.tags[HISTORY_TAG]);
  await store.runs.log(id, { tags: { [HISTORY_TAG]: JSON.stringify([...before, model]) } });
}
