import type { DatabaseSync } from "node:sqlite";
import { selectAll } from "../lib/sqlite.ts";
import type { DatasetInput, LatestMetric, Run, RunOutcome, RunStatus } from "./run.ts";

interface RunRow {
  readonly runId: string;
  readonly experimentId: number;
  readonly name: string;
  readonly user: string;
  readonly owner: Run["owner"];
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly error: string | null;
  readonly deletedAt: number | null;
  readonly params: string;
  readonly tags: string;
}

/** Metric values as the database keeps them: NaN is the text `NaN`. */
export type StoredDouble = number | "NaN";

/** A double read from the database. */
export function fromStored(value: StoredDouble): number {
  return value === "NaN" ? NaN : value;
}

/** A double to write to the database. */
export function toStored(value: number): StoredDouble {
  return Number.isNaN(value) ? "NaN" : value;
}

/** The runs with these ids, in this order, in three queries however many there are; unknown ids are left out. */
export function readRuns(database: DatabaseSync, runIds: readonly string[]): Run[] {
  const ids = JSON.stringify(runIds);
  const rows = selectAll<RunRow>(database, RUNS, ids);
  const metrics = Map.groupBy(selectAll<MetricRow>(database, METRICS, ids), ({ runId }) => runId);
  const datasets = Map.groupBy(selectAll<DatasetRow>(database, DATASETS, ids), ({ runId }) => runId);
  return rows.map((row) => toRun(row, metrics.get(row.runId) ?? [], datasets.get(row.runId) ?? []));
}

const RUNS = `
  SELECT r.run_id AS runId, experiment_id AS experimentId, name, user, owner, status, start_time AS startTime,
    end_time AS endTime, error, deleted_at AS deletedAt,
    (SELECT json_group_object(p.key, p.value) FROM params p WHERE p.run_id = r.run_id) AS params,
    (SELECT json_group_object(t.key, t.value) FROM run_tags t WHERE t.run_id = r.run_id) AS tags
  FROM json_each(?) wanted JOIN runs r ON r.run_id = wanted.value
  ORDER BY wanted.key`;

const METRICS = `
  SELECT run_id AS runId, key, value, step, timestamp FROM latest_metrics
  WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY key`;

const DATASETS = `
  SELECT run_id AS runId, name, digest, context, source_type AS sourceType, source FROM run_datasets
  WHERE run_id IN (SELECT value FROM json_each(?))`;

interface MetricRow {
  readonly runId: string;
  readonly key: string;
  readonly value: StoredDouble;
  readonly step: number;
  readonly timestamp: number;
}

type DatasetRow = DatasetInput & { readonly runId: string };

function toRun(row: RunRow, metrics: readonly MetricRow[], datasets: readonly DatasetRow[]): Run {
  return {
    ...toOutcome(row),
    runId: row.runId,
    experimentId: row.experimentId,
    name: row.name,
    user: row.user,
    owner: row.owner,
    startTime: row.startTime,
    deletedAt: row.deletedAt,
    params: JSON.parse(row.params),
    tags: JSON.parse(row.tags),
    metrics: Object.fromEntries(metrics.map((metric) => [metric.key, toLatest(metric)])),
    datasets: datasets.map(({ runId: _, ...dataset }) => dataset),
  };
}

function toLatest({ value, step, timestamp }: MetricRow): LatestMetric {
  return { value: fromStored(value), step, timestamp };
}

/** The table's checks promise an end time to every finished and failed run. */
function toOutcome({ status, endTime, error }: RunRow): RunOutcome {
  if (status === "running") return { status };
  if (status === "killed") return { status, endTime };
  return status === "finished" ? { status, endTime: endTime! } : { status, endTime: endTime!, error };
}
