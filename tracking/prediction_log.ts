import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { TaxiError } from "../lib/errors.ts";
import { openDatabase, selectOne, transaction } from "../lib/sqlite.ts";
import { groupCommit } from "./group_commit.ts";
import { type Actual, assertActual, assertLoggable, type JoinedPrediction } from "./logged_prediction.ts";
import type { LoggedPrediction } from "./logged_prediction.ts";
import { PREDICTION_MIGRATIONS } from "./migrations.ts";
import { type PredictionWindow, readPredictionWindow } from "./prediction_window.ts";

/** What {@linkcode PredictionLog.recordActuals} did. */
export interface RecordedActuals {
  /** Number of actuals whose prediction was found. */
  readonly recorded: number;
  /** Ids of requests that were never logged; their actuals are not kept. */
  readonly unknown: readonly string[];
}

/** Every served prediction of a home, joined later with its actual. */
export interface PredictionLog extends Disposable {
  /**
   * Logs a prediction; resolves once it is committed, so that an answered prediction is a logged one, even if the
   * process is killed right after. Everything appended in one turn of the event loop shares one transaction; when
   * that fails, all of it rejects.
   *
   * @throws TaxiError `duplicate_request` when the request id was logged before, which harms no other append
   */
  append(logged: LoggedPrediction): Promise<void>;
  /** Joins actuals to their predictions, all or none. A second actual for a request replaces the first. */
  recordActuals(actuals: readonly Actual[]): Promise<RecordedActuals>;
  /** Predictions of a window by time, in batches of at most 1,000 rows. */
  readWindow(window: PredictionWindow): Iterable<JoinedPrediction[]>;
  /** Number of logged predictions. */
  count(): number;
  /** Commits what waits and lets go of the database. */
  close(): void;
}

/**
 * Opens (and creates) `predictions.db` of a home. Any number of processes may have it open.
 *
 * @throws TaxiError when the file is not a database or was written by a newer `taxi`
 */
export function openPredictionLog(home: string): PredictionLog {
  const database = openDatabase(join(home, "predictions.db"), PREDICTION_MIGRATIONS);
  const group = groupCommit(predictionWriter(database));
  const close = () => {
    if (!database.isOpen) return;
    group.flush();
    database.close();
  };
  return {
    append(logged) {
      return Promise.try(() => {
        if (!database.isOpen) {
          throw new TaxiError("Cannot log a prediction: the log is closed", { code: "closed" });
        }
        assertLoggable(logged);
        return group.append(logged);
      });
    },
    recordActuals: (actuals) => Promise.try(recordActuals, database, actuals),
    readWindow: (window) => readPredictionWindow(database, window),
    count: () => selectOne<{ rows: number }>(database, "SELECT count(*) AS rows FROM predictions")!.rows,
    close,
    [Symbol.dispose]: close,
  };
}

/** Writes a group in one transaction and tells which of them were duplicates. */
function predictionWriter(
  database: DatabaseSync,
): (group: readonly LoggedPrediction[]) => (Error | undefined)[] {
  const insert = database.prepare(`
    INSERT INTO predictions (request_id, model_id, predicted_at, features, prediction)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  return (group) =>
    transaction(database, () => {
      const models = new Map<string, number>();
      return group.map((logged) => {
        const { requestId, predictedAt, features, prediction } = logged;
        const model = servedModelId(database, models, logged);
        const { changes } = insert.run(requestId, model, predictedAt, JSON.stringify(features), prediction);
        return changes === 0 ? duplicate(requestId) : undefined;
      });
    });
}

/** @param known ids of this transaction; not kept longer, because a rollback would take new ones back */
function servedModelId(
  database: DatabaseSync,
  known: Map<string, number>,
  { model, modelVersion, modelHash }: LoggedPrediction,
): number {
  const key = JSON.stringify([modelHash, model, modelVersion]);
  const find = "SELECT model_id AS id FROM served_models WHERE hash = ? AND name = ? AND version IS ?";
  const insert = "INSERT INTO served_models (hash, name, version) VALUES (?, ?, ?) RETURNING model_id AS id";
  const id = known.get(key) ??
    selectOne<{ id: number }>(database, find, modelHash, model, modelVersion)?.id ??
    selectOne<{ id: number }>(database, insert, modelHash, model, modelVersion)!.id;
  known.set(key, id);
  return id;
}

function duplicate(requestId: string): TaxiError {
  return new TaxiError(`Cannot log request "${requestId}": its id was logged before, expected a new one`, {
    code: "duplicate_request",
  });
}

function recordActuals(database: DatabaseSync, actuals: readonly Actual[]): RecordedActuals {
  actuals.forEach(assertActual);
  return transaction(database, () => {
    const update = database.prepare(
      "UPDATE predictions SET actual = ?, observed_at = ? WHERE request_id = ?",
    );
    const unknown = actuals.filter(({ requestId, actual, observedAt }) =>
      update.run(actual, observedAt, requestId).changes === 0
    ).map(({ requestId }) => requestId);
    return { recorded: actuals.length - unknown.length, unknown };
  });
}
