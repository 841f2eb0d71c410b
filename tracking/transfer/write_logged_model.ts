import { TaxiError, UsageError } from "../../lib/errors.ts";
import { storedFolder } from "../artifact_uri.ts";
import { assertText, assertWhole } from "../key_rules.ts";
import { type LoggedModel, readLoggedModels } from "../logged_model_rows.ts";
import { insertModelParams, insertModelTags } from "../logged_models.ts";
import type { StoreContext } from "../store_context.ts";
import { keepFiles, listFiles, missingFile } from "./keep_files.ts";
import type { LoggedModelRecord, LoggedModelSource } from "./transfer_source.ts";
import type { Outcome } from "./write_run.ts";

/**
 * Adds a logged model with its files, in one transaction; one that is here already stays.
 *
 * @param experimentId where it is to be
 * @throws TaxiError `conflict` when a model of the same id is not the same; UsageError for what cannot be stored
 */
export async function writeLoggedModel(
  context: StoreContext,
  experimentId: number,
  source: LoggedModelSource,
): Promise<Outcome> {
  const { record } = source;
  const { modelId, name, status, modelType, sourceRunId, createdAt, updatedAt, deletedAt } = record;
  if (!/^m-[0-9a-f]{32}$/.test(modelId)) {
    throw new UsageError(`Cannot import logged model "${modelId}": expected "m-" and 32 hex digits`);
  }
  const [model] = await readLoggedModels(context.sql, [modelId]);
  if (model) {
    const file = await missingFile(context.sql, folderOf(model), source.files());
    const difference = recordDifference(record, model, experimentId) ??
      (file && `without this file "${file}"`);
    if (difference === undefined) return "here";
    throw new TaxiError(
      `Cannot import logged model "${modelId}": it is here already, ${difference}`,
      {
        code: "conflict",
      },
    );
  }
  const files = await keepFiles(context.blobs, source.files());
  assertText("a model's name", name, 500);
  assertText("a model's type", modelType, 500);
  assertText("the id of a model's run", sourceRunId, 256);
  for (const time of [createdAt, updatedAt, deletedAt ?? 0]) assertWhole("a time of a model", time);
  await context.sql.transaction(async (sql) => {
    await sql.run(
      `INSERT INTO logged_models
         (model_id, experiment_id, name, status, model_type, source_run_id, created_at, updated_at, deleted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[modelId, experimentId, name, status, modelType, sourceRunId, createdAt, updatedAt, deletedAt],
    );
    await insertModelParams(sql, modelId, record.params);
    await insertModelTags(sql, modelId, record.tags);
    const [added] = await readLoggedModels(sql, [modelId]);
    await listFiles(sql, folderOf(added), files);
  });
  return "added";
}

/** Where its clients want its files elsewhere, what is here is in the place that it would have had. */
function folderOf({ artifactUri, experimentId, modelId }: LoggedModel): string {
  return storedFolder(artifactUri) ?? `${experimentId}/models/${modelId}/artifacts`;
}

function recordDifference(
  record: LoggedModelRecord,
  model: LoggedModel,
  experimentId: number,
): string | undefined {
  if (model.experimentId !== experimentId) return `in experiment ${model.experimentId}`;
  const fields = ["name", "modelType", "sourceRunId", "createdAt"] as const;
  const field = fields.find((field) => record[field] !== model[field]);
  return field && `with ${field} ${JSON.stringify(model[field])}`;
}
