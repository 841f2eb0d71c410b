import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { JoinedPrediction } from "./logged_prediction.ts";
import { SAMPLE_COLUMNS, SAMPLE_MODEL, SAMPLE_TIME, sampleBatch } from "./logged_samples.ts";
import { idText, mintIds } from "./prediction_id.ts";
import { openPredictionLog, type PredictionLog } from "./prediction_log.ts";
import type { PredictionBatch } from "./prediction_queue.ts";
import { PredictionRing } from "./prediction_ring.ts";
import { openPredictionWriter, type PredictionWriter } from "./prediction_writer.ts";
import { withTemporaryHome } from "./temporary_home.ts";

type Window = Parameters<PredictionLog["readWindow"]>[0];

/** A log, and what writes into it. */
interface Place {
  readonly home: string;
  readonly log: PredictionLog;
  readonly writer: PredictionWriter;
  readonly write: (...batches: PredictionBatch[]) => void;
}

function withLog(run: (place: Place) => void): Promise<void> {
  return withTemporaryHome((home) => {
    using log = openPredictionLog(home);
    using writer = openPredictionWriter(home, SAMPLE_COLUMNS);
    let models = 0;
    const write = (...batches: PredictionBatch[]) => {
      const ring = new PredictionRing(
        SAMPLE_COLUMNS.length,
        batches.reduce((sum, { rows }) => sum + rows, 0),
      );
      let rows = 0;
      for (const batch of batches) {
        writer.addModel(batch.model);
        ring.put(rows, batch, models++);
        rows += batch.rows;
      }
      writer.write(ring, 0, rows);
    };
    run({ home, log, writer, write });
    return Promise.resolve();
  });
}

function read(log: PredictionLog, window: Window = {}): JoinedPrediction[] {
  return [...log.readWindow(window)].flat();
}

function ids({ rows, ids }: PredictionBatch): string[] {
  return Array.from({ length: rows }, (_, row) => idText(ids, row));
}

function readIds(log: PredictionLog, window: Window): string[] {
  return read(log, window).map(({ requestId }) => requestId);
}

Deno.test("a prediction is read as it was written, by another connection too", () =>
  withLog(({ home, log, write }) => {
    const features = [[161], [NaN], [Date.UTC(2024, 1, 29, 23, 59, 7, 80) * 1000]];
    const first = sampleBatch(1, { features, predictions: [0.1 + 0.2] });
    const second = sampleBatch(1, { model: { ...SAMPLE_MODEL, version: null }, shadow: true });
    write(first, second);
    using other = openPredictionLog(home);
    assert.deepEqual(read(log, { shadow: true }), read(other, { shadow: true }));
    assert.deepEqual(read(other, { shadow: true }), [
      {
        requestId: ids(first)[0],
        predictedAt: SAMPLE_TIME,
        model: "duration",
        modelVersion: 3,
        modelHash: SAMPLE_MODEL.hash,
        shadow: false,
        features: { zone: 161, distance: null, pickup: "2024-02-29T23:59:07.080" },
        prediction: 0.1 + 0.2,
        actual: null,
        observedAt: null,
      },
      {
        requestId: ids(second)[0],
        predictedAt: SAMPLE_TIME,
        model: "duration",
        modelVersion: null,
        modelHash: SAMPLE_MODEL.hash,
        shadow: true,
        features: { zone: 0, distance: 2.25, pickup: "2024-06-01T08:30:00" },
        prediction: 0.5,
        actual: null,
        observedAt: null,
      },
    ]);
  }));

Deno.test("rows that are written again stay as they are, and an answer and its shadow share their id", () =>
  withLog(({ log, write }) => {
    const batch = sampleBatch(120);
    write(batch);
    write({ ...batch, predictions: new Float64Array(120) });
    write({ ...batch, shadow: true, model: { ...SAMPLE_MODEL, hash: "b" } });
    assert.deepEqual(read(log).map(({ prediction }) => prediction), [...batch.predictions as Float64Array]);
    assert.equal(log.count(), 240);
    assert.equal(read(log, { shadow: true }).length, 240);
  }));

Deno.test("a write that fails leaves nothing, and its rows can be written again", () =>
  withLog(({ home, log, write }) => {
    using saboteur = new DatabaseSync(join(home, "predictions.db"));
    saboteur.exec(`CREATE TRIGGER refuse BEFORE INSERT ON predictions WHEN NEW.predicted = 100.5
      BEGIN SELECT raise(ABORT, 'disk is full'); END`);
    const batch = sampleBatch(120);
    assert.throws(() => write(batch), { message: "disk is full" });
    assert.equal(log.count(), 0);
    saboteur.exec("DROP TRIGGER refuse");
    write(batch);
    assert.equal(log.count(), 120);
  }));

Deno.test("recordActuals joins by id, tells unknown ones, and the last one wins, for a shadow too", () =>
  withLog(({ log, writer, write }) => {
    const batch = sampleBatch(3);
    write(batch, { ...batch, shadow: true, model: { ...SAMPLE_MODEL, hash: "b" } });
    const [first, , third] = ids(batch), stranger = crypto.randomUUID();
    const recorded = writer.recordActuals([
      { requestId: third.toUpperCase(), actual: 10, observedAt: 5 },
      { requestId: stranger, actual: 1, observedAt: 5 },
      { requestId: first, actual: 7, observedAt: 6 },
    ]);
    assert.deepEqual(recorded, { recorded: 2, unknown: [stranger] });
    writer.recordActuals([{ requestId: third, actual: 11, observedAt: 8 }]);
    const joined = (shadow: boolean) =>
      read(log, { shadow: true }).filter((row) => row.shadow === shadow)
        .map(({ actual, observedAt }) => [actual, observedAt]);
    assert.deepEqual(joined(false), [[7, 6], [null, null], [11, 8]]);
    assert.deepEqual(joined(true), joined(false));
  }));

Deno.test("recordActuals stores all or nothing", () =>
  withLog(({ log, writer, write }) => {
    const batch = sampleBatch(1);
    write(batch);
    const [requestId] = ids(batch);
    for (
      const broken of [{ requestId, actual: NaN, observedAt: 1 }, {
        requestId: "x",
        actual: 1,
        observedAt: 1,
      }]
    ) {
      assert.throws(() => writer.recordActuals([{ requestId, actual: 1, observedAt: 1 }, broken]));
    }
    assert.equal(read(log)[0].actual, null);
  }));

Deno.test("readWindow gives batches of at most 1,000 rows, and what was there when it began", () =>
  withLog(({ log, write }) => {
    write(sampleBatch(2500));
    const sizes: number[] = [], seen = new Set<string>();
    for (const batch of log.readWindow({})) {
      if (sizes.length === 0) write(sampleBatch(1, { predictedAt: SAMPLE_TIME + 1 }));
      sizes.push(batch.length);
      for (const { requestId } of batch) seen.add(requestId);
    }
    assert.deepEqual(sizes, [1000, 1000, 500]);
    assert.equal(seen.size, 2500);
  }));

Deno.test("readWindow equals filtering all predictions, the newest of them last", () =>
  withLog(({ log, write }) => {
    const batches = Array.from({ length: 40 }, (_, i) => {
      const predictedAt = SAMPLE_TIME + (i * 7) % 13;
      const model = { name: `m${i % 3}`, version: i % 4, hash: `h${i % 2}` };
      return sampleBatch(1, { predictedAt, model, shadow: i % 5 === 0, ids: mintIds(1, predictedAt) });
    });
    write(...batches);
    const all = batches.map((batch) => ({ ...batch, id: idText(batch.ids, 0) }))
      .sort((a, b) => a.id < b.id ? -1 : 1);
    const limit = fc.option(fc.integer({ min: -1, max: 14 }).map((i) => SAMPLE_TIME + i), { nil: undefined });
    const window = fc.record({
      since: limit,
      until: limit,
      last: fc.option(fc.nat(45), { nil: undefined }),
      model: fc.constantFrom(undefined, "m0", "m1", "nobody"),
      modelVersion: fc.constantFrom(undefined, 0, 1),
      modelHash: fc.constantFrom(undefined, "h0", "h1"),
      shadow: fc.constantFrom(undefined, false, true),
    });
    fc.assert(fc.property(window, (window) => {
      const { since = -Infinity, until = Infinity, last = Infinity, model, modelVersion, modelHash } = window;
      const inside = all.filter((row) =>
        row.predictedAt >= since && row.predictedAt < until && (model ?? row.model.name) === row.model.name &&
        (modelVersion ?? row.model.version) === row.model.version &&
        (modelHash ?? row.model.hash) === row.model.hash && (window.shadow || !row.shadow)
      );
      const expected = inside.slice(Math.max(0, inside.length - last)).map(({ id }) => id);
      assert.deepEqual(readIds(log, window), expected);
    }));
  }));
