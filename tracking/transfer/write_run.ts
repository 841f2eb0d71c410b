import { TaxiError, UsageError } from "../../lib/errors.ts";
import type { Sql } from "../../lib/sql.ts";
import { runFolder } from "../artifacts.ts";
import { deleteFiles } from "../files.ts";
import { assertText, assertWhole } from "../key_rules.ts";
import { insertBatch } from "../run_log.ts";
import { insertMetrics } from "../run_metrics.ts";
import { readRuns } from "../run_rows.ts";
import { RUN_NAME_TAG } from "../run_tags.ts";
import type { StoreContext } from "../store_context.ts";
import { keepFiles, listFiles } from "./keep_files.ts";
import { runDifference } from "./run_difference.ts";
import type { RunSource } from "./transfer_source.ts";

/** What became of something that was to be carried over. */
export type Outcome = "added" | "replaced" | "here";

/**
 * Adds a run with all that belongs to it, in one transaction; one that is here already stays.
 *
 * @param experimentId where it is to be
 * @param replace takes the place of a run of the same id, whatever it has
 * @throws TaxiError `conflict` when a run of the same id is not the same; UsageError for what cannot be stored
 */
export async function writeRun(
  context: StoreContext,
  experimentId: number,
  source: RunSource,
  replace: boolean,
): Promise<Outcome> {
  const { runId } = source.record;
  if (!/^[0-9a-f]{32}$/.test(runId)) {
    throw new UsageError(`Cannot import run "${runId}": expected an id of 32 hex digits`);
  }
  const [run] = await readRuns(context.sql, [runId]);
  if (run && !replace) {
    const difference = await runDifference(context.sql, source, run, experimentId);
    if (difference === undefined) return "here";
    throw new TaxiError(`Cannot import run "${runId}": it is here already, ${difference}`, {
      code: "conflict",
    });
  }
  const files = await keepFiles(context.blobs, source.files());
  await context.sql.transaction(async (sql) => {
    if (run) await removeRun(sql, runId);
    await insertRun(sql, experimentId, source);
    for await (const points of source.points()) await insertMetrics(sql, context.now, runId, points);
    await listFiles(sql, (await runFolder(sql, runId))!, files);
  });
  return run ? "replaced" : "added";
}

async function removeRun(sql: Sql, runId: string): Promise<void> {
  await deleteFiles(sql, (await runFolder(sql, runId))!);
  await sql.run("DELETE FROM runs WHERE run_id = ?", runId);
}

/** Nobody here can tell whether a run of elsewhere lives: it is one that a client reports. */
async function insertRun(sql: Sql, experimentId: number, { record }: RunSource): Promise<void> {
  const { runId, name, user, status, startTime, endTime, error, deletedAt, tags } = record;
  assertText("a run's name", name, 8000);
  assertText("a run's user", user, 8000);
  assertWhole("a start time", startTime);
  assertWhole("an end time", endTime ?? 0);
  await sql.run(
    `INSERT INTO runs (run_id, experiment_id, name, user_id, owner, status, start_time, end_time, error, deleted_at)
     VALUES (?, ?, ?, ?, 'client', ?, ?, ?, ?, ?)`,
    ...[runId, experimentId, name, user, status, startTime, endTime, error, deletedAt],
  );
  await insertBatch(sql, () => startTime, runId, {
    params: record.params,
    tags: Object.fromEntries(Object.entries(tags).filter(([key]) => key !== RUN_NAME_TAG)),
    datasets: record.datasets,
    models: record.models,
  });
}
