import type { Sql } from "../lib/sql.ts";
import { assertText } from "./key_rules.ts";
import type { DatasetInput } from "./run.ts";

const MOST = { name: 500, digest: 36, context: 500, source: 65_535, schema: 1_048_576, profile: 16_777_216 };

/** Notes what data a run uses; the same dataset in the same context again changes nothing. */
export async function insertDatasets(
  sql: Sql,
  runId: string,
  datasets: readonly DatasetInput[],
): Promise<void> {
  for (const dataset of datasets) assertDataset(dataset);
  const select = `SELECT experiment_id AS "experimentId" FROM runs WHERE run_id = ?`;
  const { experimentId } = (await sql.one<{ experimentId: number }>(select, runId))!;
  await sql.many(
    `INSERT INTO datasets (experiment_id, name, digest, source_type, source, schema, profile)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (experiment_id, name, digest) DO NOTHING`,
    datasets.map(({ name, digest, sourceType, source, schema = null, profile = null }) => [
      ...[experimentId, name, digest, sourceType, source, schema, profile],
    ]),
  );
  await sql.many(
    `INSERT INTO run_datasets (run_id, name, digest, context, tags) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (run_id, name, digest, context) DO NOTHING`,
    datasets.map((
      { name, digest, context, tags = {} },
    ) => [runId, name, digest, context, JSON.stringify(tags)]),
  );
}

/** {@linkcode insertDatasets} of those that the run does not have yet, whatever their context; of twins the first. */
export async function insertInputs(sql: Sql, runId: string, inputs: readonly DatasetInput[]): Promise<void> {
  const select = "SELECT name, digest FROM run_datasets WHERE run_id = ?";
  const keyOf = ({ name, digest }: Pick<DatasetInput, "name" | "digest">) => JSON.stringify([name, digest]);
  const known = new Set((await sql.all<{ name: string; digest: string }>(select, runId)).map(keyOf));
  const fresh = inputs.filter((input) => known.size < known.add(keyOf(input)).size);
  await insertDatasets(sql, runId, fresh);
}

function assertDataset(
  { name, digest, context, source, schema = "", profile = "", tags = {} }: DatasetInput,
): void {
  assertText("a dataset's name", name, MOST.name);
  assertText(`the digest of dataset "${name}"`, digest, MOST.digest);
  assertText(`the context of dataset "${name}"`, context, MOST.context);
  assertText(`the source of dataset "${name}"`, source, MOST.source);
  assertText(`the schema of dataset "${name}"`, schema, MOST.schema);
  assertText(`the profile of dataset "${name}"`, profile, MOST.profile);
  for (const [key, value] of Object.entries(tags)) {
    assertText(`a key of a tag of dataset "${name}"`, key, 255);
    assertText(`tag "${key}" of dataset "${name}"`, value, 500);
  }
}
