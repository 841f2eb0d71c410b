import { dirname, resolve } from "node:path";
import { NotFoundError, UsageError } from "../../lib/errors.ts";
import { type ArtifactPlace, artifactPlace, filesBelow } from "./mlflow_artifacts.ts";
import { readModels } from "./mlflow_database_models.ts";
import { readRegistry } from "./mlflow_database_registry.ts";
import { readRuns } from "./mlflow_database_runs.ts";
import { type MlflowSchema, openMlflowSchema } from "./mlflow_schema.ts";
import type { ExperimentRecord, FileSource, LeftOut, TransferSource } from "./transfer_source.ts";

/** What of MLflow's data is read, and where its files are. */
export interface MlflowOptions {
  /** The folder of the artifacts of all experiments, when they are not where their addresses say. */
  readonly artifacts?: string;
  /** Only the experiment of this name, without the registry. */
  readonly experiment?: string;
}

/** A SQLite database of MLflow. @throws TaxiError when it is none; UsageError when its artifacts are with a server */
export function openMlflowDatabase(path: string, options: MlflowOptions = {}): TransferSource {
  const schema = openMlflowSchema(path);
  try {
    return source(schema, path, options);
  } catch (error) {
    schema.database.close();
    throw error;
  }
}

function source(schema: MlflowSchema, path: string, options: MlflowOptions): TransferSource {
  const experiments = readExperiments(schema, path, options.experiment);
  const places = new Map(experiments.map((experiment) => [
    experiment.id,
    placeOf(experiment, path, options.artifacts),
  ]));
  const leftOut: LeftOut[] = [], notes: string[] = [];
  const filesOf = (experiment: string, inner: string): AsyncIterable<FileSource> => {
    const place = places.get(experiment);
    const folders = place?.kind === "here" ? place.folders : [];
    return filesBelow(folders, inner, (left) => leftOut.push(left));
  };
  const ids = experiments.map(({ id }) => id);
  return {
    name: `MLflow database "${path}"`,
    runCount: countRuns(schema, ids),
    notes,
    leftOut,
    async *experiments() {
      notes.push(...tellOthers(schema));
      for (const experiment of experiments) {
        yield { ...experiment, elsewhere: places.get(experiment.id)!.kind === "elsewhere" };
      }
    },
    loggedModels: () => readModels(schema, ids, filesOf),
    runs: () => readRuns(schema, ids, filesOf),
    async *registeredModels() {
      if (options.experiment === undefined) yield* readRegistry(schema);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(schema.database.close()),
  };
}

type ExperimentRow = readonly [
  id: bigint,
  name: string,
  location: string | null,
  stage: string | null,
  created: bigint | null,
  updated: bigint | null,
];

function readExperiments(schema: MlflowSchema, path: string, only: string | undefined): ExperimentRecord[] {
  const columns = [
    ...["experiment_id", "name", "artifact_location", "lifecycle_stage", "creation_time", "last_update_time"],
  ];
  const rows = schema.rows<ExperimentRow>("experiments", columns, "ORDER BY experiment_id")();
  const experiments = rows.map(([id, name, location, stage, created, updated]) => ({
    id: String(id),
    name,
    location: location ?? "",
    elsewhere: false,
    createdAt: created === null ? null : Number(created),
    updatedAt: Number(updated ?? created ?? 0),
    deletedAt: stage === "deleted" ? Number(updated ?? created ?? 0) : null,
    tags: tagsOf(schema, id),
  }));
  const chosen = experiments.filter(({ name }) => only === undefined || name === only);
  if (chosen.length > 0 || only === undefined) return chosen;
  const names = experiments.map(({ name }) => `"${name}"`).join(", ");
  throw new NotFoundError(`Cannot find experiment "${only}" in "${path}": it has ${names}`);
}

function tagsOf(schema: MlflowSchema, experiment: bigint): Record<string, string> {
  const select = schema.rows<[string, string | null]>(
    "experiment_tags",
    ["key", "value"],
    "WHERE experiment_id = ?",
  );
  return Object.fromEntries(select(experiment).map(([key, value]) => [key, value ?? ""]));
}

function placeOf({ name, location }: ExperimentRecord, path: string, artifacts?: string): ArtifactPlace {
  const place = artifactPlace(location!, dirname(resolve(path)), artifacts);
  if (place.kind !== "server") return place;
  throw new UsageError(
    `Cannot find the artifacts of experiment "${name}": they are with a server at "${location}", expected the folder in which it keeps them`,
    `taxi experiments import ${path} --source-artifacts mlartifacts`,
  );
}

function countRuns(schema: MlflowSchema, experiments: readonly string[]): number {
  const select = schema.rows<[bigint]>("runs", ["count(*)"], "WHERE experiment_id = ?");
  return experiments.reduce((count, id) => count + Number(select(BigInt(id))[0][0]), 0);
}

/** What MLflow has and this store has no room for. */
const OTHERS: Readonly<Record<string, string>> = {
  trace_info: "traces",
  evaluation_datasets: "evaluation datasets",
  scorers: "scorers",
  webhooks: "webhooks",
};

function tellOthers(schema: MlflowSchema): string[] {
  const found = Object.keys(OTHERS).filter((table) => schema.rows(table, ["NULL"], "LIMIT 1")().length > 0);
  return [
    ...found.map((table) => `Its ${OTHERS[table]} are not imported: taxi has none`),
    ...schema.otherWorkspaces.map((name) =>
      `Its workspace "${name}" is not imported: only the default one is`
    ),
  ];
}
