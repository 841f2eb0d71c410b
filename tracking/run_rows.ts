import type { Sql } from "../lib/sql.ts";
import { runArtifactUri } from "./artifact_uri.ts";
import { readStep, STEP_COLUMNS } from "./metric_step.ts";
import type { DatasetInput, LatestMetric, Run, RunModel, RunOutcome, RunStatus } from "./run.ts";

/** Metric values as the database keeps them: NaN is the text `NaN` where a column of numbers has no NaN. */
export type StoredDouble = number | "NaN";

/** A double read from the database. */
export function fromStored(value: StoredDouble): number {
  return value === "NaN" ? NaN : value;
}

/** A double to write to the database. */
export function toStored(value: number): StoredDouble {
  return Number.isNaN(value) ? "NaN" : value;
}

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
  readonly location: string | null;
}

type TextRow = readonly [runId: string, key: string, value: string];

type MetricRow = readonly [
  runId: string,
  key: string,
  value: StoredDouble,
  timestamp: number,
  step: number | null,
  exactStep: string | null,
];

interface DatasetRow {
  readonly runId: string;
  readonly name: string;
  readonly digest: string;
  readonly context: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly tags: string;
}

type ModelRow = RunModel & { readonly runId: string };

/**
 * So many runs are read at once. With all of a thousand runs at once, each of fifty metrics, their rows grow old before they are
 * let go, and to collect them takes as long as to read them.
 */
const RUNS_AT_ONCE = 50;

/** The runs with these ids, in this order; unknown ids are left out. */
export async function readRuns(sql: Sql, runIds: readonly string[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (let i = 0; i < runIds.length; i += RUNS_AT_ONCE) {
    runs.push(...await readRunsAtOnce(sql, runIds.slice(i, i + RUNS_AT_ONCE)));
  }
  return runs;
}

/** In as many queries however many there are. */
async function readRunsAtOnce(sql: Sql, runIds: readonly string[]): Promise<Run[]> {
  const ids = JSON.stringify(runIds), list = sql.dialect.textList;
  const [runs, params, tags, metrics, datasets, models] = await Promise.all([
    sql.all<RunRow>(
      `SELECT r.run_id AS "runId", r.experiment_id AS "experimentId", r.name, user_id AS "user", owner, status,
         start_time AS "startTime", end_time AS "endTime", error, r.deleted_at AS "deletedAt",
         e.artifact_location AS location
       FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id WHERE r.run_id IN ${list}`,
      ids,
    ),
    sql.lists<TextRow>(`SELECT run_id, key, value FROM params WHERE run_id IN ${list}`, ids),
    sql.lists<TextRow>(`SELECT run_id, key, value FROM run_tags WHERE run_id IN ${list}`, ids),
    sql.lists<MetricRow>(
      `SELECT run_id, key, value, timestamp, ${STEP_COLUMNS} FROM latest_metrics WHERE run_id IN ${list}`,
      ids,
    ),
    sql.all<DatasetRow>(
      `SELECT d.run_id AS "runId", d.name, d.digest, d.context, d.tags, s.source_type AS "sourceType", s.source, s.schema,
         s.profile
       FROM run_datasets d JOIN runs r ON r.run_id = d.run_id
         JOIN datasets s ON s.experiment_id = r.experiment_id AND s.name = d.name AND s.digest = d.digest
       WHERE d.run_id IN ${list} ORDER BY d.name, d.digest, d.context`,
      ids,
    ),
    sql.all<ModelRow>(
      `SELECT run_id AS "runId", model_id AS "modelId", direction, step FROM run_models WHERE run_id IN ${list}
       ORDER BY model_id`,
      ids,
    ),
  ]);
  const rows = new Map(runs.map((row) => [row.runId, row]));
  const of = {
    params: keyed(params, ([, , value]) => value),
    tags: keyed(tags, ([, , value]) => value),
    metrics: keyed(metrics, toLatest),
  };
  const used = { datasets: byRun(datasets), models: byRun(models) };
  return runIds.flatMap((runId) => {
    const row = rows.get(runId);
    if (row === undefined) return [];
    return {
      ...toOutcome(row),
      runId,
      experimentId: row.experimentId,
      name: row.name,
      user: row.user,
      owner: row.owner,
      startTime: row.startTime,
      deletedAt: row.deletedAt,
      artifactUri: runArtifactUri(row.experimentId, row.location, runId),
      params: of.params.get(runId) ?? {},
      tags: of.tags.get(runId) ?? {},
      metrics: of.metrics.get(runId) ?? {},
      datasets: (used.datasets.get(runId) ?? []).map(toDataset),
      models: (used.models.get(runId) ?? []).map(({ modelId, direction, step }) => ({
        modelId,
        direction,
        step,
      })),
    };
  });
}

function byRun<Row extends { readonly runId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ runId }) => runId);
}

/** Values by key for each run. A key may be called like what every object has. */
function keyed<Row extends readonly [string, string, ...unknown[]], Value>(
  rows: readonly Row[],
  valueOf: (row: Row) => Value,
): Map<string, Record<string, Value>> {
  const runs = new Map<string, Record<string, Value>>();
  let lastId = "", last: Record<string, Value> = {};
  for (const row of rows) {
    const [runId, key] = row;
    if (runId !== lastId) {
      lastId = runId;
      last = runs.get(runId) ?? {};
      runs.set(runId, last);
    }
    if (key === "__proto__") {
      Object.defineProperty(last, key, {
        value: valueOf(row),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else last[key] = valueOf(row);
  }
  return runs;
}

function toLatest([, , value, timestamp, step, exactStep]: MetricRow): LatestMetric {
  return { value: fromStored(value), ...readStep(step, exactStep), timestamp };
}

function toDataset(
  { name, digest, context, sourceType, source, schema, profile, tags }: DatasetRow,
): DatasetInput {
  return {
    ...{ name, digest, context, sourceType, source },
    ...(schema === null ? {} : { schema }),
    ...(profile === null ? {} : { profile }),
    ...(tags === "{}" ? {} : { tags: JSON.parse(tags) }),
  };
}

function toOutcome({ status, endTime, error }: RunRow): RunOutcome {
  if (status === "running" || status === "scheduled") {
    return { status, ...(endTime === null ? {} : { endTime }) };
  }
  return status === "failed" ? { status, endTime, error } : { status, endTime };
}
