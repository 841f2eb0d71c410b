import type { DatabaseSync } from "node:sqlite";
import { selectAll, selectOne } from "../lib/sqlite.ts";
import type { JoinedPrediction } from "./logged_prediction.ts";

/** Which logged predictions to read; all limits given hold at once. */
export interface PredictionWindow {
  /** The newest so many, by `predictedAt`. */
  readonly last?: number;
  /** From this time on, milliseconds since 1970-01-01 UTC. */
  readonly since?: number;
  /** Before this time. */
  readonly until?: number;
  /** Of the models of this name. */
  readonly model?: string;
  /** Of the model file with this hash. */
  readonly modelHash?: string;
}

const BATCH_ROWS = 1000;

/** A place in the order of predictions: by time, then by writing. */
interface Position {
  readonly predictedAt: number;
  readonly sequence: number;
}

type JoinedRow = Omit<JoinedPrediction, "features"> & Position & { readonly features: string };

/**
 * Predictions of a window in the order of their times, joined with their actuals, in batches of at most 1,000 rows.
 * What is logged after the first batch was asked for is left out. No transaction stays open between batches, so that
 * a slow reader does not keep the write-ahead log from being emptied.
 */
export function* readPredictionWindow(
  database: DatabaseSync,
  window: PredictionWindow,
): Generator<JoinedPrediction[]> {
  const filter = toFilter(database, window);
  let after = firstPosition(database, filter, window.last);
  while (after) {
    const rows = selectAll<JoinedRow>(
      database,
      `SELECT sequence, request_id AS requestId, predicted_at AS predictedAt, name AS model, version AS modelVersion,
         hash AS modelHash, features, prediction, actual, observed_at AS observedAt
       FROM predictions JOIN served_models USING (model_id)
       WHERE ${filter.where} AND (predicted_at, sequence) >= (?, ?)
       ORDER BY predicted_at, sequence LIMIT ${BATCH_ROWS}`,
      ...[...filter.values, after.predictedAt, after.sequence],
    );
    if (rows.length > 0) yield rows.map(toJoined);
    const last = rows.at(-1);
    after = last && rows.length === BATCH_ROWS
      ? { predictedAt: last.predictedAt, sequence: last.sequence + 1 }
      : undefined;
  }
}

interface Filter {
  readonly where: string;
  readonly values: readonly number[];
}

/** The models are looked up first: a list of ids of one model lets SQLite walk that model's index by time. */
function toFilter(database: DatabaseSync, window: PredictionWindow): Filter {
  const { top } = selectOne<{ top: number }>(
    database,
    "SELECT ifnull(max(sequence), 0) AS top FROM predictions",
  )!;
  const where = ["sequence <= ?"];
  const values = [top];
  if (window.since !== undefined) (where.push("predicted_at >= ?"), values.push(window.since));
  if (window.until !== undefined) (where.push("predicted_at < ?"), values.push(window.until));
  if (window.model !== undefined || window.modelHash !== undefined) {
    const ids = servedModels(database, window);
    where.push(ids.length === 1 ? "model_id = ?" : `model_id IN (${ids.map(() => "?").join(", ")})`);
    values.push(...ids);
  }
  return { where: where.join(" AND "), values };
}

function servedModels(database: DatabaseSync, { model, modelHash }: PredictionWindow): number[] {
  return selectAll<{ id: number }>(
    database,
    "SELECT model_id AS id FROM served_models WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR hash = ?2)",
    model ?? null,
    modelHash ?? null,
  ).map(({ id }) => id);
}

function firstPosition(
  database: DatabaseSync,
  { where, values }: Filter,
  last?: number,
): Position | undefined {
  if (last === undefined) return { predictedAt: Number.MIN_SAFE_INTEGER, sequence: 0 };
  return selectOne<Position>(
    database,
    `SELECT predicted_at AS predictedAt, sequence FROM (
       SELECT predicted_at, sequence FROM predictions WHERE ${where}
       ORDER BY predicted_at DESC, sequence DESC LIMIT ?
     ) ORDER BY predicted_at, sequence LIMIT 1`,
    ...[...values, last],
  );
}

function toJoined({ sequence: _, ...row }: JoinedRow): JoinedPrediction {
  return { ...row, features: JSON.parse(row.features) };
}
