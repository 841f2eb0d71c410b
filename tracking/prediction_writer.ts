import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { selectOne, transaction } from "../lib/sqlite.ts";
import { featureText } from "./feature_text.ts";
import { type Actual, assertActual } from "./logged_prediction.ts";
import { openPredictionDatabase } from "./prediction_database.ts";
import { ID_BYTES, idBytes } from "./prediction_id.ts";
import type { FeatureColumn, RecordedActuals, ServedModelIdentity } from "./prediction_queue.ts";
import { type LogLimits, prune } from "./prediction_retention.ts";
import type { PredictionRing } from "./prediction_ring.ts";

/** The only writer of `predictions.db`. It flushes each commit to the disk before it returns. */
export interface PredictionWriter extends Disposable {
  /** Announces the model that the next number stands for, from 0 on. */
  addModel(model: ServedModelIdentity): void;
  /** Commits the rows of the ring from place `from` to before `to`, all or none; a row that is there already stays as it is. */
  write(ring: PredictionRing, from: number, to: number): void;
  /** Joins actuals to their predictions, all or none. A second actual for a request replaces the first. */
  recordActuals(actuals: readonly Actual[]): RecordedActuals;
  /** One short step towards the limits. @returns whether there is more to do */
  prune(limits: LogLimits, now: number): boolean;
  /** Lets go of the database. */
  close(): void;
}

/** Rows of one INSERT: a statement for each row would cost six times as much. */
const INSERT_ROWS = 50;
const VALUES_OF_ROW = 5;
/** Of 4 KB each: the write-ahead log is moved into the database that often, for which the disk is waited for twice. */
const CHECKPOINT_PAGES = 4000;

/**
 * Opens (and creates) the database of a home for writing.
 *
 * @param columns what is logged with each prediction
 * @throws TaxiError when the database cannot be opened
 */
export function openPredictionWriter(home: string, columns: readonly FeatureColumn[]): PredictionWriter {
  const database = openPredictionDatabase(home);
  database.exec("PRAGMA synchronous = FULL");
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  // A statement that is prepared anew for each transaction is memory that only the collector gives back.
  const insertMany = prepareInsert(database, INSERT_ROWS), insertOne = prepareInsert(database, 1);
  const update = database.prepare("UPDATE predictions SET actual = ?, observed_at = ? WHERE request_id = ?");
  const values = emptyValues();
  const models: ServedModelIdentity[] = [], modelIds: number[] = [];
  const names = JSON.stringify(columns.map(({ name }) => name));

  const insert = (ring: PredictionRing, from: number, rows: number) => {
    for (let row = 0; row < rows; row++) {
      const place = from + row, at = row * VALUES_OF_ROW;
      ring.copyId(place, values[at] as Uint8Array);
      values[at + 1] = modelIds[ring.model(place)];
      values[at + 2] = ring.shadow(place);
      values[at + 3] = ring.prediction(place);
      values[at + 4] = featuresText(ring, place, columns);
    }
    if (rows === INSERT_ROWS) insertMany.run(...values);
    else {for (let row = 0; row < rows; row++) {
        insertOne.run(...values.slice(row * VALUES_OF_ROW, (row + 1) * VALUES_OF_ROW));
      }}
  };
  const close = () => {
    if (database.isOpen) database.close();
  };
  return {
    addModel: (model) => void models.push(model),
    write(ring, from, to) {
      for (const model of models.slice(modelIds.length)) modelIds.push(servedModelId(database, model, names));
      transaction(database, () => {
        for (let at = from; at < to; at += INSERT_ROWS) insert(ring, at, Math.min(INSERT_ROWS, to - at));
      });
    },
    recordActuals(actuals) {
      actuals.forEach(assertActual);
      return transaction(database, () => updateAll(update, actuals));
    },
    prune: (limits, now) => prune(database, limits, now),
    close,
    [Symbol.dispose]: close,
  };
}

function prepareInsert(database: DatabaseSync, rows: number): StatementSync {
  const places = Array(rows).fill("(?, ?, ?, ?, ?)").join(", ");
  return database.prepare(
    `INSERT INTO predictions (request_id, model_id, shadow, predicted, features) VALUES ${places} ON CONFLICT DO NOTHING`,
  );
}

/** Values of the rows of one INSERT, filled anew for each. */
function emptyValues(): SQLInputValue[] {
  return Array.from(
    { length: INSERT_ROWS * VALUES_OF_ROW },
    (_, i) => i % VALUES_OF_ROW === 0 ? new Uint8Array(ID_BYTES) : 0,
  );
}

function featuresText(ring: PredictionRing, place: number, columns: readonly FeatureColumn[]): string {
  let text = "[";
  for (let column = 0; column < columns.length; column++) {
    text += (column === 0 ? "" : ",") + featureText(ring.feature(place, column), columns[column].type);
  }
  return text + "]";
}

/** Its row in the table of models; made, and committed, when there is none. */
function servedModelId(
  database: DatabaseSync,
  { hash, name, version }: ServedModelIdentity,
  features: string,
): number {
  const find =
    "SELECT model_id AS id FROM served_models WHERE hash = ? AND name = ? AND version IS ? AND features = ?";
  const insert =
    "INSERT INTO served_models (hash, name, version, features) VALUES (?, ?, ?, ?) RETURNING model_id AS id";
  return transaction(database, () => {
    const known = selectOne<{ id: number }>(database, find, hash, name, version, features);
    return (known ?? selectOne<{ id: number }>(database, insert, hash, name, version, features)!).id;
  });
}

function updateAll(update: StatementSync, actuals: readonly Actual[]): RecordedActuals {
  const unknown = actuals.filter(({ requestId, actual, observedAt }) =>
    update.run(actual, observedAt, idBytes(requestId)).changes === 0
  ).map(({ requestId }) => requestId);
  return { recorded: actuals.length - unknown.length, unknown };
}
