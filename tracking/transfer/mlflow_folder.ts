import { basename, dirname, join, resolve } from "node:path";
import { NotFoundError, TaxiError, UsageError } from "../../lib/errors.ts";
import { artifactPlace, filesBelow } from "./mlflow_artifacts.ts";
import type { MlflowOptions } from "./mlflow_database.ts";
import { foldersIn, textsIn } from "./mlflow_folder_entries.ts";
import { readFolderModels } from "./mlflow_folder_models.ts";
import { readFolderRegistry } from "./mlflow_folder_registry.ts";
import { readFolderRuns } from "./mlflow_folder_runs.ts";
import { readMeta } from "./mlflow_yaml.ts";
import type { ExperimentRecord, LeftOut, TransferSource } from "./transfer_source.ts";

/** An experiment of a folder of MLflow. */
export interface FolderExperiment {
  /** As it is carried over. */
  readonly record: ExperimentRecord;
  /** Its folder. */
  readonly folder: string;
  /** The folders that may have its artifacts. */
  readonly artifacts: readonly string[];
}

/** What deleted experiments are moved to. */
const TRASH = ".trash";
/** The registry, beside the experiments. */
const REGISTRY = "models";

/** A folder in which MLflow keeps its data, usually `mlruns`. @throws TaxiError when it is none */
export async function openMlflowFolder(path: string, options: MlflowOptions = {}): Promise<TransferSource> {
  const experiments = await readExperiments(path, options);
  const leftOut: LeftOut[] = [];
  const leaveOut = (left: LeftOut) => void leftOut.push(left);
  const filesOf = (experiment: FolderExperiment, inner: string) =>
    filesBelow(experiment.artifacts, inner, leaveOut);
  let runCount = 0;
  for (const { folder } of experiments) runCount += (await foldersIn(folder)).length;
  return {
    name: `MLflow folder "${path}"`,
    runCount,
    notes: [],
    leftOut,
    async *experiments() {
      yield* experiments.map(({ record }) => record);
    },
    loggedModels: () => readFolderModels(experiments, filesOf),
    runs: () => readFolderRuns(experiments, filesOf, leaveOut),
    async *registeredModels() {
      if (options.experiment === undefined) yield* readFolderRegistry(join(path, REGISTRY));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function readExperiments(path: string, options: MlflowOptions): Promise<FolderExperiment[]> {
  const folders = [...await foldersIn(path), ...await foldersIn(join(path, TRASH))];
  const named = folders.filter((folder) => ![TRASH, REGISTRY].includes(basename(folder)));
  const found = (await Promise.all(named.map((folder) => readExperiment(path, folder, options.artifacts))))
    .filter((experiment) => experiment !== undefined);
  if (found.length === 0) {
    throw new TaxiError(
      `Cannot import "${path}": it has no folder with a "meta.yaml" of an experiment, expected MLflow's "mlruns"`,
      { code: "not_importable" },
    );
  }
  const { experiment } = options;
  const chosen = found.filter(({ record }) => experiment === undefined || record.name === experiment);
  if (chosen.length > 0) return chosen;
  const names = found.map(({ record }) => `"${record.name}"`).join(", ");
  throw new NotFoundError(`Cannot find experiment "${experiment}" in "${path}": it has ${names}`);
}

async function readExperiment(
  path: string,
  folder: string,
  artifacts: string | undefined,
): Promise<FolderExperiment | undefined> {
  const meta = await readMeta(join(folder, "meta.yaml"));
  const name = meta?.text("name");
  if (!meta || !name) return undefined;
  const location = meta.text("artifact_location") ?? "";
  const createdAt = meta.number("creation_time"),
    updatedAt = meta.number("last_update_time") ?? createdAt ?? 0;
  const place = artifactPlace(location, dirname(resolve(path)), artifacts);
  if (place.kind === "server") {
    throw new UsageError(
      `Cannot find the artifacts of experiment "${name}": they are with a server at "${location}", expected the folder in which it keeps them`,
      `taxi experiments import ${path} --source-artifacts mlartifacts`,
    );
  }
  return {
    record: {
      ...{ id: basename(folder), name, createdAt, updatedAt, location },
      elsewhere: place.kind === "elsewhere",
      deletedAt: meta.text("lifecycle_stage") === "deleted" ? updatedAt : null,
      tags: await textsIn(join(folder, "tags")),
    },
    folder,
    artifacts: place.kind === "here" ? [folder, ...place.folders] : [],
  };
}
