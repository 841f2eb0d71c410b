import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { selectOne } from "../lib/sqlite.ts";
import type { Judgement } from "./judgement.ts";
import { readJudgements } from "./judgement_reader.ts";
import { KEPT_JUDGEMENTS } from "./keep_judgement.ts";
import { openPredictionLog } from "./prediction_log.ts";
import { withTemporaryHome } from "./temporary_home.ts";

const HOUR = 3_600_000;
const CALM = { since: null, told: false, notifiedAt: null };

/** Of the window that ends at that hour. */
function judgement(hour: number, changes: Partial<Judgement> = {}): Judgement {
  return {
    judgedAt: hour * HOUR + 5,
    model: "duration",
    modelVersion: 3,
    modelHash: "c".repeat(64),
    windowFrom: (hour - 1) * HOUR,
    windowTo: hour * HOUR,
    rows: 1200,
    verdict: "ok",
    driftedShare: 0.25,
    columns: [
      {
        name: "trip distance",
        method: "wasserstein",
        kind: "distance",
        score: 0.3,
        threshold: 0.1,
        drifted: true,
      },
      { name: "zone", method: "ks", kind: "test", score: null, threshold: 0.05, drifted: false },
    ],
    metrics: { mae: 3.5, rmse: 4.5 },
    alert: CALM,
    ...changes,
  };
}

Deno.test("a judgement is read as it was kept, by another process too, with its document", () =>
  withTemporaryHome((home) => {
    using reader = readJudgements(home);
    assert.equal(reader.read((rows) => rows.last()), undefined, "no database yet");
    using log = openPredictionLog(home);
    assert.equal(reader.read((rows) => rows.last()), undefined, "nothing judged yet");
    const alert = { since: 7, told: true, notifiedAt: 8 };
    const first = judgement(2, { alert }), id = log.keepJudgement(first, '{"a":1}');
    assert.deepEqual(reader.read((rows) => rows.last()), { id, ...first });
    assert.deepEqual(reader.read((rows) => rows.find(id)), { id, ...first });
    assert.equal(reader.read((rows) => rows.document(id)), '{"a":1}');
    assert.equal(reader.read((rows) => rows.find(id + 1) ?? rows.document(id + 1)), undefined);
    const bare = judgement(3, { columns: [], metrics: {}, driftedShare: null, modelVersion: null });
    const next = log.keepJudgement(bare, "{}");
    assert.deepEqual(reader.read((rows) => rows.last()), { id: next, ...bare });
    log.keepAlertState(next, alert);
    assert.deepEqual(reader.read((rows) => rows.last()!.alert), alert);
    return Promise.resolve();
  }));

Deno.test("a window that is judged again keeps its number and has the newer judgement only", () =>
  withTemporaryHome((home) => {
    using log = openPredictionLog(home);
    const id = log.keepJudgement(judgement(2), "{}");
    const again = judgement(2, { judgedAt: 99 * HOUR, verdict: "alert", columns: [], metrics: { mae: 9 } });
    assert.equal(log.keepJudgement(again, '{"again":true}'), id);
    assert.deepEqual(log.judgements.series("duration", 10), [{ id, ...again }]);
    assert.notEqual(
      log.keepJudgement(judgement(2, { modelHash: "d".repeat(64) }), "{}"),
      id,
      "another model file",
    );
    return Promise.resolve();
  }));

Deno.test("a series is one model's newest windows in the order of time, whenever they were judged", () =>
  withTemporaryHome((home) => {
    using log = openPredictionLog(home);
    for (const hour of [5, 3, 4]) log.keepJudgement(judgement(hour, { judgedAt: 100 * HOUR - hour }), "{}");
    log.keepJudgement(judgement(6, { model: "other", judgedAt: 200 * HOUR }), "{}");
    const hours = (model: string, limit: number) =>
      log.judgements.series(model, limit).map(({ windowTo }) => windowTo / HOUR);
    assert.deepEqual(hours("duration", 10), [3, 4, 5]);
    assert.deepEqual(hours("duration", 2), [4, 5]);
    assert.deepEqual(hours("none", 2), []);
    const ids = log.judgements.series("duration", 10).map(({ id }) => id);
    const beside = (hour: number) => log.judgements.beside({ model: "duration", windowTo: hour * HOUR });
    assert.deepEqual(beside(4), { before: ids[0], after: ids[2] });
    assert.deepEqual(beside(5), { before: ids[1], after: undefined });
    assert.deepEqual(log.judgements.models(), ["other", "duration"]);
    assert.equal(log.judgements.last()!.model, "other");
    assert.equal(log.judgements.last("duration")!.windowTo, 3 * HOUR, "the one that was judged last");
    assert.equal(log.judgements.last("none"), undefined);
    return Promise.resolve();
  }));

Deno.test("the oldest judgements go, with all that belongs to them", () =>
  withTemporaryHome((home) => {
    using log = openPredictionLog(home);
    const ids = [log.keepJudgement(judgement(1), "{}"), log.keepJudgement(judgement(2), "{}")];
    using database = new DatabaseSync(join(home, "predictions.db"));
    database.exec(
      `INSERT INTO judgements
       WITH RECURSIVE n (value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM n WHERE value < ${
        KEPT_JUDGEMENTS - 2
      })
       SELECT NULL, judged_at + value, model, model_version, model_hash, window_from, window_to + value, rows, verdict,
         drifted_share, 0, NULL, 0, NULL, document
       FROM judgements, n WHERE judgement_id = ${ids[1]}`,
    );
    log.keepJudgement(judgement(9), "{}");
    const count = (table: string) =>
      selectOne<{ n: number }>(database, `SELECT count(*) AS n FROM ${table} WHERE judgement_id = ?`, ids[0])!
        .n;
    assert.deepEqual(["judgements", "judged_columns", "judged_metrics"].map(count), [0, 0, 0]);
    assert.ok(log.judgements.find(ids[1]));
    assert.equal(
      selectOne<{ n: number }>(database, "SELECT count(*) AS n FROM judgements")!.n,
      KEPT_JUDGEMENTS,
    );
    return Promise.resolve();
  }));

Deno.test("a reader takes a locked, damaged or older database for none, and one that took its place for that", () =>
  withTemporaryHome(async (home) => {
    const path = join(home, "predictions.db");
    using reader = readJudgements(home);
    await Deno.writeTextFile(path, "no database");
    assert.equal(reader.read((rows) => rows.last()), undefined, "damaged");
    await Deno.remove(path);
    new DatabaseSync(path).close();
    await Deno.writeFile(path, new Uint8Array());
    assert.equal(reader.read((rows) => rows.models()), undefined, "without the tables");
    await Deno.remove(path);
    using log = openPredictionLog(home);
    const id = log.keepJudgement(judgement(2), "{}");
    assert.equal(reader.read((rows) => rows.last()?.id), id);
  }));
