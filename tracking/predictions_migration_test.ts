import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { selectAll, selectOne } from "../lib/sqlite.ts";
import predictions001 from "./migrations/predictions_001.sql" with { type: "text" };
import { openPredictionLog } from "./prediction_log.ts";
import { withTemporaryHome } from "./temporary_home.ts";

const HASH = "c".repeat(64);
/** When the first, which has a UUID of version 7, was predicted, and when the others. */
const SERVED_AT = 0x018fd3561c5a, TIME = SERVED_AT + 3_600_000;
const SERVED = "018fd356-1c5a-7abc-8def-0123456789ab";
const FEATURES =
  `{"PULocationID":161,"trip distance":0.30000000000000004,"pickup_datetime":"2024-06-01T06:00:00","note":null}`;

/** A log as taxi made it before, of two models, one of which was asked in two ways. */
function writeOldLog(home: string): void {
  using database = new DatabaseSync(join(home, "predictions.db"));
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(predictions001);
  database.exec("PRAGMA user_version = 1");
  database.exec(
    `INSERT INTO served_models VALUES (1, 'duration', 3, '${HASH}'), (2, 'duration', NULL, '${HASH}')`,
  );
  const insert = database.prepare(`INSERT INTO predictions
    (request_id, model_id, predicted_at, features, prediction, actual, observed_at) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  insert.run(SERVED, 1, SERVED_AT, FEATURES, 12.1, 11.5, TIME + 5);
  insert.run("odd", 1, TIME, FEATURES, 13.2, null, null);
  insert.run("00000000-0000-4000-8000-000000000000", 2, TIME + 1, "{}", 14.3, null, null);
  insert.run("r2", 1, TIME + 2, '{"zone":7}', 15.4, 2, TIME);
}

Deno.test("a log of an older taxi is migrated when it is opened, with a copy kept", () =>
  withTemporaryHome((home) => {
    writeOldLog(home);
    using log = openPredictionLog(home);
    const rows = [...log.readWindow({})].flat();
    const features = {
      "PULocationID": 161,
      "trip distance": 0.1 + 0.2,
      "pickup_datetime": "2024-06-01T06:00:00",
      "note": null,
    };
    const model = { model: "duration", modelVersion: 3, modelHash: HASH, shadow: false };
    const none = { actual: null, observedAt: null };
    assert.deepEqual(rows.map(({ requestId: _, ...row }) => row), [
      {
        ...model,
        predictedAt: SERVED_AT,
        features,
        prediction: 12.1,
        actual: 11.5,
        observedAt: TIME + 5,
      },
      { ...model, predictedAt: TIME, features, prediction: 13.2, ...none },
      { ...model, modelVersion: null, predictedAt: TIME + 1, features: {}, prediction: 14.3, ...none },
      {
        ...model,
        predictedAt: TIME + 2,
        features: { zone: 7 },
        prediction: 15.4,
        actual: 2,
        observedAt: TIME,
      },
    ]);
    assert.equal(rows[0].requestId, SERVED);
    for (const { requestId } of rows) assert.match(requestId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
    const files = [...Deno.readDirSync(home)].map(({ name }) => name);
    assert.ok(files.includes("predictions.db.schema-1.backup"), files.join());
    using database = new DatabaseSync(join(home, "predictions.db"));
    assert.deepEqual(selectOne(database, "PRAGMA auto_vacuum"), { auto_vacuum: 2 });
    assert.deepEqual(selectAll(database, "PRAGMA foreign_key_check"), []);
    return Promise.resolve();
  }));

Deno.test("logged_predictions shows people the log: times as text, ids as UUIDs, features by name", () =>
  withTemporaryHome((home) => {
    writeOldLog(home);
    openPredictionLog(home).close();
    using database = new DatabaseSync(join(home, "predictions.db"));
    const [first, second] = selectAll(database, "SELECT * FROM logged_predictions ORDER BY predicted_at");
    assert.deepEqual(first, {
      request_id: SERVED,
      predicted_at: new Date(SERVED_AT).toISOString(),
      model: "duration",
      model_version: 3,
      model_hash: HASH,
      shadow: 0,
      predicted: 12.1,
      actual: 11.5,
      observed_at: new Date(TIME + 5).toISOString(),
      features: FEATURES,
    });
    assert.equal((second as { predicted_at: string }).predicted_at, new Date(TIME).toISOString());
    return Promise.resolve();
  }));
