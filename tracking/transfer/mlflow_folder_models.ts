import { basename, join } from "node:path";
import type { FolderExperiment } from "./mlflow_folder.ts";
import { foldersIn, textsIn } from "./mlflow_folder_entries.ts";
import { loggedModelStatus } from "./mlflow_words.ts";
import { readMeta } from "./mlflow_yaml.ts";
import type { FileSource, LoggedModelRecord, LoggedModelSource } from "./transfer_source.ts";

/** Gives the files below a folder in the artifacts of an experiment. */
export type FolderFiles = (experiment: FolderExperiment, inner: string) => AsyncIterable<FileSource>;

/** The logged models of these experiments; MLflow has them since 3.0. */
export async function* readFolderModels(
  experiments: readonly FolderExperiment[],
  filesOf: FolderFiles,
): AsyncGenerator<LoggedModelSource> {
  for (const experiment of experiments) {
    for (const folder of await foldersIn(join(experiment.folder, "models"))) {
      const record = await readModel(experiment.record.id, folder);
      if (record === undefined) continue;
      yield { record, files: () => filesOf(experiment, `models/${basename(folder)}/artifacts`) };
    }
  }
}

async function readModel(experiment: string, folder: string): Promise<LoggedModelRecord | undefined> {
  const meta = await readMeta(join(folder, "meta.yaml"));
  if (meta === undefined) return undefined;
  const createdAt = meta.number("creation_timestamp") ?? 0;
  const updatedAt = meta.number("last_updated_timestamp") ?? createdAt;
  return {
    modelId: meta.text("model_id") ?? basename(folder),
    experiment,
    name: meta.text("name") ?? "",
    status: loggedModelStatus(meta.text("status")),
    modelType: meta.text("model_type") ?? "",
    sourceRunId: meta.text("source_run_id") ?? "",
    createdAt,
    updatedAt,
    deletedAt: meta.text("lifecycle_stage") === "deleted" ? updatedAt : null,
    params: await textsIn(join(folder, "params")),
    tags: await textsIn(join(folder, "tags")),
  };
}
