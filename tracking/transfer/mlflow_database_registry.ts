import type { MlflowSchema } from "./mlflow_schema.ts";
import { stageOf, versionStatus } from "./mlflow_words.ts";
import type { RegisteredModelRecord, VersionRecord } from "./transfer_source.ts";

type Nullable<T> = T | null;
type ModelRow = readonly [
  name: string,
  created: Nullable<bigint>,
  updated: Nullable<bigint>,
  description: Nullable<string>,
];
type VersionRow = readonly [
  version: bigint,
  created: Nullable<bigint>,
  updated: Nullable<bigint>,
  description: Nullable<string>,
  stage: Nullable<string>,
  source: Nullable<string>,
  run: Nullable<string>,
  status: Nullable<string>,
  runLink: Nullable<string>,
  storage: Nullable<string>,
];

/** The registered models of the default workspace. */
export async function* readRegistry(schema: MlflowSchema): AsyncGenerator<RegisteredModelRecord> {
  const columns = ["name", "creation_time", "last_updated_time", "description"];
  const rows = schema.rows<ModelRow>("registered_models", columns, "ORDER BY name")();
  const aliases = schema.rows<[string, bigint]>(
    "registered_model_aliases",
    ["alias", "version"],
    "WHERE name = ?",
  );
  for (const [name, created, updated, description] of rows) {
    const versions = readVersions(schema, name);
    yield {
      name,
      description: description ?? "",
      createdAt: Number(created ?? 0),
      updatedAt: Number(updated ?? created ?? 0),
      tags: tagsOf(schema, "registered_model_tags", "name = ?", name),
      aliases: Object.fromEntries(aliases(name).map(([alias, version]) => [alias, Number(version)])),
      lastVersion: versions.at(-1)?.version ?? 0,
      versions: versions.filter(({ deleted }) => !deleted),
    };
  }
}

function readVersions(schema: MlflowSchema, name: string): (VersionRecord & { readonly deleted: boolean })[] {
  const columns = [
    ...["version", "creation_time", "last_updated_time", "description", "current_stage", "source", "run_id"],
    ...["status", "run_link", "storage_location"],
  ];
  const rows = schema.rows<VersionRow>("model_versions", columns, "WHERE name = ? ORDER BY version")(name);
  return rows.map((
    [version, created, updated, description, stage, source, run, status, runLink, storage],
  ) => ({
    version: Number(version),
    deleted: stage === DELETED,
    runId: run || null,
    source: source ?? "",
    storage: storage ?? "",
    stage: stageOf(stage),
    runLink: runLink ?? "",
    status: versionStatus(status),
    description: description ?? "",
    createdAt: Number(created ?? 0),
    updatedAt: Number(updated ?? created ?? 0),
    tags: tagsOf(schema, "model_version_tags", "name = ? AND version = ?", name, version),
  }));
}

/** The stage of a version that MLflow has deleted but for its number. */
const DELETED = "Deleted_Internal";

function tagsOf(
  schema: MlflowSchema,
  table: string,
  where: string,
  ...values: (string | bigint)[]
): Record<string, string> {
  const rows = schema.rows<[string, Nullable<string>]>(table, ["key", "value"], `WHERE ${where}`)(...values);
  return Object.fromEntries(rows.map(([key, value]) => [key, value ?? ""]));
}
