import { basename, join } from "node:path";
import { TaxiError } from "../../lib/errors.ts";
import { stepOf } from "../metric_step.ts";
import type { DatasetInput, LoggedPoint, RunModel } from "../run.ts";
import type { FolderExperiment } from "./mlflow_folder.ts";
import { foldersIn, namesIn, textsIn } from "./mlflow_folder_entries.ts";
import type { FolderFiles } from "./mlflow_folder_models.ts";
import { datasetUse, runStatus } from "./mlflow_words.ts";
import { readMeta } from "./mlflow_yaml.ts";
import type { LeftOut, RunRecord, RunSource } from "./transfer_source.ts";

const POINTS = 1000;

/** The runs of these experiments: every folder with a `meta.yaml` that names a run. */
export async function* readFolderRuns(
  experiments: readonly FolderExperiment[],
  filesOf: FolderFiles,
  leaveOut: (left: LeftOut) => void,
): AsyncGenerator<RunSource> {
  for (const experiment of experiments) {
    const measured = await modelsByRun(join(experiment.folder, "models"));
    for (const folder of await foldersIn(experiment.folder)) {
      const record = await readRun(experiment, folder).catch((error) => {
        if (!(error instanceof TaxiError)) throw error;
        leaveOut({ what: `run "${basename(folder)}"`, why: error.message });
      });
      if (record === undefined) continue;
      yield {
        record,
        files: () => filesOf(experiment, `${record.runId}/artifacts`),
        points: () => readPoints(folder, measured.get(record.runId) ?? new Set()),
      };
    }
  }
}

/** The models that each run has measured, as their folders. */
async function modelsByRun(models: string): Promise<Map<string, Set<string>>> {
  const measured = new Map<string, Set<string>>();
  for (const model of await foldersIn(models)) {
    const metrics = join(model, "metrics");
    for (const key of await namesIn(metrics)) {
      for await (const lines of readLines(join(metrics, key), ([, , , runId]) => runId)) {
        for (const runId of lines) measured.set(runId, (measured.get(runId) ?? new Set()).add(model));
      }
    }
  }
  return measured;
}

/** Undefined for a folder that is no run's. */
async function readRun(experiment: FolderExperiment, folder: string): Promise<RunRecord | undefined> {
  const meta = await readMeta(join(folder, "meta.yaml"));
  const runId = meta?.text("run_id") ?? meta?.text("run_uuid");
  if (!meta || !runId) return undefined;
  const tags = await textsIn(join(folder, "tags"));
  const startTime = meta.number("start_time") ?? 0, endTime = meta.number("end_time");
  const deletedAt = meta.number("deleted_time") ?? endTime ?? startTime;
  return {
    runId,
    experiment: experiment.record.id,
    name: meta.text("run_name") || tags["mlflow.runName"] || meta.text("name") || runId,
    user: meta.text("user_id") ?? "",
    status: runStatus(meta.text("status")),
    ...{ startTime, endTime, error: null },
    deletedAt: meta.text("lifecycle_stage") === "deleted" ? deletedAt : null,
    params: await textsIn(join(folder, "params")),
    tags,
    datasets: await readDatasets(experiment.folder, folder),
    models: [
      ...await readRunModels(join(folder, "inputs"), "input"),
      ...await readRunModels(join(folder, "outputs"), "output"),
    ],
  };
}

async function readDatasets(experiment: string, run: string): Promise<DatasetInput[]> {
  const datasets: DatasetInput[] = [];
  for (const input of await foldersIn(join(run, "inputs"))) {
    const use = await readMeta(join(input, "meta.yaml"));
    if (use?.text("source_type") !== "DATASET") continue;
    const id = basename(use.text("source_id") ?? "");
    const meta = await readMeta(join(experiment, "datasets", id, "meta.yaml"));
    if (meta === undefined) continue;
    const schema = meta.text("schema"), profile = meta.text("profile");
    datasets.push({
      name: meta.text("name") ?? "",
      digest: meta.text("digest") ?? "",
      sourceType: meta.text("source_type") ?? "",
      source: meta.text("source") ?? "",
      ...datasetUse(use.texts("tags")),
      ...(schema === null ? {} : { schema }),
      ...(profile === null ? {} : { profile }),
    });
  }
  return datasets;
}

async function readRunModels(folder: string, direction: RunModel["direction"]): Promise<RunModel[]> {
  const models: RunModel[] = [];
  for (const link of await foldersIn(folder)) {
    const meta = await readMeta(join(link, "meta.yaml"));
    const modelId = meta?.text("destination_type")?.startsWith("MODEL") && meta.text("destination_id");
    if (meta && modelId) models.push({ modelId, direction, step: meta.number("step") ?? 0 });
  }
  return models;
}

/** The points of the run, and those of the models that it has measured, which are with the models. */
async function* readPoints(run: string, models: ReadonlySet<string>): AsyncGenerator<LoggedPoint[]> {
  const own = join(run, "metrics");
  for (const key of await namesIn(own)) {
    yield* readLines(join(own, key), (fields) => pointOf(key, fields));
  }
  for (const model of models) {
    const metrics = join(model, "metrics");
    for (const key of await namesIn(metrics)) {
      yield* readLines(join(metrics, key), ([time, value, step, runId, ...data]) => {
        if (runId !== basename(run)) return undefined;
        return { ...pointOf(key, [time, value, step, ...data]), modelId: basename(model) };
      });
    }
  }
}

/** A line is `time value step`, in old files without the step, with a dataset's name and digest where one was told. */
function pointOf(key: string, [time, value, step = "0", datasetName, datasetDigest]: string[]): LoggedPoint {
  return {
    ...{ key, timestamp: Number(time), value: readDouble(value) },
    ...stepOf(BigInt(step)),
    ...(datasetName === undefined ? {} : { datasetName }),
    ...(datasetDigest === undefined ? {} : { datasetDigest }),
  };
}

const WHOLE = /^-?\d+$/;
const DOUBLE = /^[-+]?(inf(inity)?|nan|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i;

/** A double as Python writes it. */
function readDouble(text: string): number {
  if (/^[-+]?inf/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text); // "nan" is none
}

async function* readLines<T>(
  path: string,
  read: (fields: string[]) => T | undefined,
): AsyncGenerator<T[]> {
  let points: T[] = [], rest = "";
  const file = await Deno.open(path);
  const take = (line: string) => {
    if (line.trim() === "") return;
    const fields = line.trim().split(" ");
    const [time, value = "", step = "0"] = fields;
    if (!WHOLE.test(time) || !DOUBLE.test(value) || !WHOLE.test(step)) {
      throw new TaxiError(
        `Cannot import "${path}": found ${
          JSON.stringify(line.slice(0, 60))
        }, expected a time, a value and a step`,
        { code: "invalid_number" },
      );
    }
    const point = read(fields);
    if (point !== undefined) points.push(point);
  };
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
    if (points.length < POINTS) continue;
    yield points;
    points = [];
  }
  take(rest);
  if (points.length > 0) yield points;
}
