import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { selectAll, selectOne } from "../lib/sqlite.ts";
import type { JoinedPrediction } from "./logged_prediction.ts";
import { firstIdAt, idText, idTime } from "./prediction_id.ts";

/** Which logged predictions to read; all limits given hold at once. */
export interface PredictionWindow {
  /** The newest so many. */
  readonly last?: number;
  /** From this time on, milliseconds since 1970-01-01 UTC. */
  readonly since?: number;
  /** Before this time. */
  readonly until?: number;
  /** Of the models of this name. */
  readonly model?: string;
  /** Of this version. */
  readonly modelVersion?: number;
  /** Of the model file with this hash. */
  readonly modelHash?: string;
  /** Those of shadows too; without them unless told. */
  readonly shadow?: boolean;
}

const BATCH_ROWS = 1000;

/** A place in the order of predictions. */
interface Position {
  readonly id: Uint8Array;
  readonly modelId: number;
}

interface Row extends Position {
  readonly shadow: number;
  readonly predicted: number;
  readonly features: string;
  readonly actual: number | null;
  readonly observedAt: number | null;
}

interface ServedModel {
  readonly id: number;
  readonly model: string;
  readonly modelVersion: number | null;
  readonly modelHash: string;
  readonly names: string;
}

/**
 * Predictions of a window in the order of their times, joined with their actuals, in batches of at most 1,000 rows.
 * What is logged after the first batch was asked for is left out. No transaction stays open between batches, so that
 * a slow reader does not keep the write-ahead log from being emptied.
 */
export function* readPredictionWindow(
  database: DatabaseSync,
  window: PredictionWindow,
): Generator<JoinedPrediction[]> {
  const models = servedModels(database, window);
  const toJoined = new Map(models.map((model) => [model.id, joiner(model)]));
  const filter = toFilter(database, window, [...toJoined.keys()]);
  let after = firstPosition(database, filter, window), operator = ">=";
  while (after) {
    const rows = selectAll<Row>(
      database,
      `SELECT request_id AS id, model_id AS modelId, shadow, predicted, features, actual, observed_at AS observedAt
       FROM predictions WHERE ${filter.where} AND (request_id, model_id) ${operator} (?, ?)
       ORDER BY request_id, model_id LIMIT ${BATCH_ROWS}`,
      ...[...filter.values, after.id, after.modelId],
    );
    if (rows.length > 0) yield rows.map((row) => toJoined.get(row.modelId)!(row));
    operator = ">";
    after = rows.length === BATCH_ROWS ? rows.at(-1) : undefined;
  }
}

/** What rows must be besides after a position: a second lower bound would keep SQLite from going there at once. */
interface Filter {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
}

function toFilter(database: DatabaseSync, window: PredictionWindow, models: readonly number[]): Filter {
  const top = selectOne<{ id: Uint8Array }>(
    database,
    "SELECT request_id AS id FROM predictions ORDER BY request_id DESC LIMIT 1",
  );
  const where = ["request_id <= ?", `model_id IN (${models.join(", ")})`];
  const values: SQLInputValue[] = [top?.id ?? firstIdAt(0)];
  if (!window.shadow) where.push("shadow = 0");
  if (window.until !== undefined) {
    where.push("request_id < ?");
    values.push(firstIdAt(Math.max(0, window.until)));
  }
  return { where: where.join(" AND "), values };
}

function servedModels(database: DatabaseSync, window: PredictionWindow): ServedModel[] {
  const sql =
    `SELECT model_id AS id, name AS model, version AS modelVersion, hash AS modelHash, features AS names
    FROM served_models
    WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR version = ?2) AND (?3 IS NULL OR hash = ?3)`;
  const { model = null, modelVersion = null, modelHash = null } = window;
  return selectAll<ServedModel>(database, sql, model, modelVersion, modelHash);
}

function firstPosition(
  database: DatabaseSync,
  { where, values }: Filter,
  { last, since = 0 }: PredictionWindow,
): Position | undefined {
  const first = firstIdAt(Math.max(0, since));
  if (last === undefined) return { id: first, modelId: 0 };
  return selectOne<Position>(
    database,
    `SELECT request_id AS id, model_id AS modelId FROM (
       SELECT request_id, model_id FROM predictions WHERE ${where} AND request_id >= ?
       ORDER BY request_id DESC, model_id DESC LIMIT ?
     ) ORDER BY request_id, model_id LIMIT 1`,
    ...[...values, first, last],
  );
}

function joiner({ model, modelVersion, modelHash, names }: ServedModel): (row: Row) => JoinedPrediction {
  const columns: readonly string[] = JSON.parse(names);
  return ({ id, shadow, predicted, features, actual, observedAt }) => {
    const values: readonly (number | string | null)[] = JSON.parse(features);
    return {
      requestId: idText(id, 0),
      predictedAt: idTime(id),
      model,
      modelVersion,
      modelHash,
      shadow: shadow === 1,
      features: Object.fromEntries(columns.map((name, column) => [name, values[column]])),
      prediction: predicted,
      actual,
      observedAt,
    };
  };
}
