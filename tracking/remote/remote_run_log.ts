import { assertKey, assertText, assertWhole } from "../key_rules.ts";
import type { DatasetInput, RunModel } from "../run.ts";
import type { RunBatch, RunLog } from "../run_log.ts";
import type { MetricDraft } from "../run_metrics.ts";
import { CONTEXT_TAG } from "../run_tags.ts";
import { createOnce } from "./create_once.ts";
import { object, readRun, text } from "./read_objects.ts";
import { withRun } from "./with_words.ts";
import type { Json, Transport } from "./transport.ts";

/** What a server takes in one request. */
const MOST = { params: 100, tags: 100, all: 1000 };

/** What is logged to runs of a server, in requests of the size that it takes; each may be sent twice. */
export function remoteRunLog(transport: Transport, now: () => number): Pick<RunLog, "log"> {
  return {
    async log(runId, batch) {
      assertBatch(batch);
      await withRun(runId, async () => {
        for (const part of cutBatch(batch, now())) {
          await transport.call("POST", "runs/log-batch", { run_id: runId, ...part });
        }
        const datasets = [...batch.datasets ?? [], ...batch.inputs ?? []].map(datasetJson);
        const inputs = modelsJson(batch, "input"), outputs = modelsJson(batch, "output");
        if (datasets.length + inputs.length > 0) {
          await transport.call("POST", "runs/log-inputs", { run_id: runId, datasets, models: inputs });
        }
        if (outputs.length > 0) await logOutputs(transport, runId, outputs);
      });
    },
  };
}

/** `[{key, value}]` of texts by key. */
export function pairsJson(texts: Readonly<Record<string, string>> = {}): Json[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }));
}

/** Refuses what a server would refuse after a part of the batch was written, or cut without a word. */
export function assertBatch({ params = {}, tags = {}, metrics = [] }: RunBatch): void {
  for (const [key, value] of Object.entries(params)) {
    assertKey("param", key);
    assertText(`param "${key}"`, value, 6000);
  }
  for (const [key, value] of Object.entries(tags)) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 8000);
  }
  for (const { key, timestamp = 0, step = 0, exactStep } of metrics) {
    assertKey("metric", key);
    if (exactStep === undefined) assertWhole(`the step of metric "${key}"`, step);
    assertWhole(`the time of metric "${key}"`, timestamp);
  }
}

/** An empty batch is one request too, which finds out whether there is such a run. */
function cutBatch(batch: RunBatch, now: number): Json[] {
  const params = pairsJson(batch.params), tags = pairsJson(batch.tags);
  const metrics = (batch.metrics ?? []).map((metric) => metricJson(metric, now));
  const parts: Json[] = [];
  do {
    const part = { params: params.splice(0, MOST.params), tags: tags.splice(0, MOST.tags) };
    const room = MOST.all - part.params.length - part.tags.length;
    parts.push({ ...part, metrics: metrics.splice(0, room) });
  } while (params.length + tags.length + metrics.length > 0);
  return parts;
}

/** The time is told, so that a point that is sent twice is one point. */
function metricJson(metric: MetricDraft, now: number): Json {
  const { key, value, timestamp = now, step = 0, modelId, datasetName, datasetDigest } = metric;
  return {
    key,
    value: Number.isFinite(value) ? value : String(value),
    timestamp,
    step: metric.exactStep === undefined ? step : String(metric.exactStep),
    ...(modelId && { model_id: modelId }),
    ...(datasetName && { dataset_name: datasetName }),
    ...(datasetDigest && { dataset_digest: datasetDigest }),
  };
}

/** MLflow's server refuses a model that the run has already, so that it is looked for before another attempt. */
async function logOutputs(transport: Transport, runId: string, outputs: readonly Json[]): Promise<void> {
  const find = async () => {
    const { run } = await transport.callOnce("GET", "runs/get", { run_id: runId });
    const made = readRun(object(run)).models.filter(({ direction }) => direction === "output");
    const logged = new Set(made.map(({ modelId }) => modelId));
    return outputs.every(({ model_id }) => logged.has(text(model_id))) ? {} : undefined;
  };
  const fields = { run_id: runId, models: outputs };
  await createOnce(transport, () => transport.callOnce("POST", "runs/outputs", fields), find);
}

function datasetJson(input: DatasetInput): Json {
  const { name, digest, context, sourceType, source, schema, profile, tags } = input;
  return {
    dataset: { name, digest, source_type: sourceType, source, schema, profile },
    tags: pairsJson({ ...(context !== "" && { [CONTEXT_TAG]: context }), ...tags }),
  };
}

function modelsJson({ models = [] }: RunBatch, direction: RunModel["direction"]): Json[] {
  return models.filter((model) => model.direction === direction)
    .map(({ modelId, step }) => ({ model_id: modelId, ...(direction === "output" && { step }) }));
}
