import type { Sql } from "../../lib/sql.ts";
import { runFolder } from "../artifacts.ts";
import { storedStep } from "../metric_step.ts";
import type { LoggedPoint, Run } from "../run.ts";
import { toStored } from "../run_rows.ts";
import { missingFile } from "./keep_files.ts";
import type { RunRecord, RunSource } from "./transfer_source.ts";

/**
 * How the run of that id that is here lacks what the run of a source has, as the end of a sentence: `without this param "alpha"`;
 * undefined when all of it is here. The run here may have more: it may have gone on.
 */
export async function runDifference(
  sql: Sql,
  source: RunSource,
  run: Run,
  experimentId: number,
): Promise<string | undefined> {
  const file = await missingFile(sql, (await runFolder(sql, run.runId))!, source.files());
  let point: LoggedPoint | undefined;
  for await (const points of source.points()) point ??= await missingPoint(sql, run.runId, points);
  return recordDifference(source.record, run, experimentId) ??
    (file === undefined ? undefined : `without this artifact "${file}"`) ??
    (point === undefined ? undefined : `without this point of metric "${point.key}"`);
}

function recordDifference(record: RunRecord, run: Run, experimentId: number): string | undefined {
  if (run.experimentId !== experimentId) return `in experiment ${run.experimentId}`;
  const here = { ...run, endTime: run.endTime ?? null };
  const fields = ["name", "user", "status", "startTime", "endTime"] as const;
  const field = fields.find((field) => record[field] !== here[field]);
  if (field !== undefined) return `with ${field} ${JSON.stringify(here[field])}`;
  const other = (kind: "params" | "tags") =>
    Object.entries(record[kind]).find(([key, value]) =>
      key !== "mlflow.runName" && (!Object.hasOwn(run[kind], key) || run[kind][key] !== value)
    )?.[0];
  const param = other("params"), tag = other("tags");
  if (param !== undefined) return `without this param "${param}"`;
  if (tag !== undefined) return `without this tag "${tag}"`;
  const dataset = record.datasets.find(({ name, digest, context }) =>
    !run.datasets.some((known) => known.name === name && known.digest === digest && known.context === context)
  );
  if (dataset !== undefined) return `without this dataset "${dataset.name}"`;
  const model = record.models.find(({ modelId, direction }) =>
    !run.models.some((known) => known.modelId === modelId && known.direction === direction)
  );
  return model && `without this logged model "${model.modelId}"`;
}

const PART = 100;

/** The first of these points that the run does not have. */
async function missingPoint(
  sql: Sql,
  runId: string,
  points: readonly LoggedPoint[],
): Promise<LoggedPoint | undefined> {
  for (let at = 0; at < points.length; at += PART) {
    const part = points.slice(at, at + PART);
    const where = part.map(() => "(key = ? AND step = ? AND timestamp = ? AND value = ?)").join(" OR ");
    const values = part.map((point) => [
      ...[point.key, storedStep(point, point.key), point.timestamp, toStored(point.value)],
    ]);
    const row = await sql.one<{ count: number }>(
      `SELECT count(*) AS count FROM metrics WHERE run_id = ? AND (${where})`,
      ...[runId, ...values.flat()],
    );
    if (row!.count < new Set(values.map((value) => value.join(" "))).size) return part[0];
  }
}
