import type { Sql } from "../lib/sql.ts";
import { assertKey, assertWhole } from "./key_rules.ts";
import { isLaterStep, readStep, STEP_COLUMNS, storedStep } from "./metric_step.ts";
import { noteKeys } from "./run_keys.ts";
import type { LoggedPoint, MetricPoint } from "./run.ts";
import type { HistoryPage } from "./run_log.ts";
import { fromStored, type StoredDouble, toStored } from "./run_rows.ts";

/** A metric about to be logged: at step 0 and now unless told. */
export type MetricDraft = Pick<MetricPoint, "key" | "value"> & Partial<LoggedPoint>;

/** Appends points to their histories, those of a model to its history too, and keeps the latest of each metric. */
export async function insertMetrics(
  sql: Sql,
  now: () => number,
  runId: string,
  drafts: readonly MetricDraft[],
): Promise<void> {
  const points = drafts.map(({ step = 0, timestamp = now(), ...draft }) => ({ ...draft, step, timestamp }));
  const latest = new Map<string, MetricPoint>();
  for (const point of points) {
    assertKey("metric", point.key);
    assertWhole(`the time of metric "${point.key}"`, point.timestamp);
    const before = latest.get(point.key);
    if (before === undefined || isLater(point, before)) latest.set(point.key, point);
  }
  const row = (point: MetricPoint) => {
    const { key, timestamp, value } = point;
    return [runId, key, storedStep(point, key), timestamp, toStored(value)];
  };
  await sql.many(INSERT_POINT, points.map(row));
  await sql.many(INSERT_LATEST, [...latest.values()].map(row));
  await noteKeys(sql, runId, "metric", [...latest.keys()]);
  await insertModelPoints(
    sql,
    runId,
    points.filter(({ modelId }) => modelId !== undefined && modelId !== ""),
  );
}

/** A point of a model that is not here is kept by its run alone. */
async function insertModelPoints(sql: Sql, runId: string, points: readonly LoggedPoint[]): Promise<void> {
  if (points.length === 0) return;
  const rows = await sql.lists<[string]>(
    `SELECT model_id FROM logged_models WHERE model_id IN ${sql.dialect.textList}`,
    JSON.stringify([...new Set(points.map(({ modelId }) => modelId))]),
  );
  const models = new Set(rows.map(([modelId]) => modelId));
  await sql.many(
    `INSERT INTO logged_model_metrics (model_id, key, timestamp, step, value, run_id, dataset_name, dataset_digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    points.filter(({ modelId }) => models.has(modelId!)).map((point) => {
      const { modelId, key, timestamp, value, datasetName = "", datasetDigest = "" } = point;
      const step = storedStep(point, key);
      return [modelId!, key, timestamp, step, toStored(value), runId, datasetName, datasetDigest];
    }),
  );
}

const INSERT_POINT = `
  INSERT INTO metrics (run_id, key, step, timestamp, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const INSERT_LATEST = `
  INSERT INTO latest_metrics (run_id, key, step, timestamp, value) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (run_id, key) DO UPDATE SET step = excluded.step, timestamp = excluded.timestamp, value = excluded.value
  WHERE (excluded.step, excluded.timestamp, excluded.value)
    > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`;

function isLater(a: MetricPoint, b: MetricPoint): boolean {
  if (isLaterStep(a, b) || isLaterStep(b, a)) return isLaterStep(a, b);
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  return Number.isNaN(a.value) || a.value > b.value;
}

/** The points of a metric by timestamp, step, value. */
export async function readHistory(
  sql: Sql,
  runId: string,
  key: string,
  { limit = Number.MAX_SAFE_INTEGER, offset = 0 }: HistoryPage = {},
): Promise<MetricPoint[]> {
  const rows = await sql.lists<[StoredDouble, number, number | null, string | null]>(
    `SELECT value, timestamp, ${STEP_COLUMNS} FROM metrics WHERE run_id = ? AND key = ?
     ORDER BY timestamp, metrics.step, value LIMIT ? OFFSET ?`,
    ...[runId, key, limit, offset],
  );
  return rows.map(([value, timestamp, step, exact]) => ({
    key,
    value: fromStored(value),
    ...readStep(step, exact),
    timestamp,
  }));
}
