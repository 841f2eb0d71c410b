import type { FilesOf } from "./mlflow_database_runs.ts";
import type { MlflowSchema } from "./mlflow_schema.ts";
import { loggedModelStatus } from "./mlflow_words.ts";
import type { LoggedModelRecord, LoggedModelSource } from "./transfer_source.ts";

type Row = readonly [
  modelId: string,
  name: string,
  created: bigint,
  updated: bigint,
  status: bigint,
  stage: string | null,
  type: string | null,
  run: string | null,
];

/** The logged models of these experiments; MLflow has them since 3.0. */
export async function* readModels(
  schema: MlflowSchema,
  experiments: readonly string[],
  filesOf: FilesOf,
): AsyncGenerator<LoggedModelSource> {
  const columns = [
    ...[
      "model_id",
      "name",
      "creation_timestamp_ms",
      "last_updated_timestamp_ms",
      "status",
      "lifecycle_stage",
    ],
    ...["model_type", "source_run_id"],
  ];
  const select = schema.rows<Row>("logged_models", columns, "WHERE experiment_id = ? ORDER BY model_id");
  for (const experiment of experiments) {
    for (const row of select(BigInt(experiment))) {
      const [modelId] = row;
      yield {
        record: toRecord(schema, experiment, row),
        files: () => filesOf(experiment, `models/${modelId}/artifacts`),
      };
    }
  }
}

function toRecord(
  schema: MlflowSchema,
  experiment: string,
  [modelId, name, created, updated, status, stage, type, run]: Row,
): LoggedModelRecord {
  const texts = (table: string, key: string, value: string): Record<string, string> =>
    Object.fromEntries(
      schema.rows<[string, string]>(table, [key, value], "WHERE model_id = ?")(modelId),
    );
  return {
    ...{ modelId, experiment, name },
    status: loggedModelStatus(String(status)),
    modelType: type ?? "",
    sourceRunId: run ?? "",
    createdAt: Number(created),
    updatedAt: Number(updated),
    deletedAt: stage === "deleted" ? Number(updated) : null,
    params: texts("logged_model_params", "param_key", "param_value"),
    tags: texts("logged_model_tags", "tag_key", "tag_value"),
  };
}
