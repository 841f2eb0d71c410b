import { NotFoundError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { assertKey, assertText } from "./key_rules.ts";
import { noteKeys } from "./run_keys.ts";

/** The tag by which MLflow's clients name a run. It is the run's name and not stored a second time. */
export const RUN_NAME_TAG = "mlflow.runName";

/** The tag of a dataset by which MLflow's clients say what a run used it for. It is the dataset's context here. */
export const CONTEXT_TAG = "mlflow.data.context";

/** Sets tags of a run, replacing those of the same key. */
export async function insertTags(
  sql: Sql,
  runId: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const asked = Object.entries(tags);
  for (const [key, value] of asked) {
    assertKey("tag", key);
    assertText(`tag "${key}"`, value, 8000);
  }
  const kept = asked.filter(([key]) => key !== RUN_NAME_TAG);
  await sql.many(
    `INSERT INTO run_tags (run_id, key, value) VALUES (?, ?, ?)
     ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value`,
    kept.map(([key, value]) => [runId, key, value]),
  );
  await noteKeys(sql, runId, "tag", kept.map(([key]) => key));
  const name = Object.hasOwn(tags, RUN_NAME_TAG) ? tags[RUN_NAME_TAG] : "";
  if (name !== "") await sql.run("UPDATE runs SET name = ? WHERE run_id = ?", name, runId);
}

/** Takes a tag away; a run's name stays. @throws NotFoundError without such a tag */
export async function deleteRunTag(sql: Sql, runId: string, key: string): Promise<void> {
  if (key === RUN_NAME_TAG) return;
  if (await sql.run("DELETE FROM run_tags WHERE run_id = ? AND key = ?", runId, key) > 0) return;
  throw new NotFoundError(`Cannot find tag "${key}" of run "${runId}"`, undefined, { run: runId, tag: key });
}
