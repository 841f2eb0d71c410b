import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SAMPLE_COLUMNS, SAMPLE_MODEL, sampleBatch } from "./logged_samples.ts";
import { idText } from "./prediction_id.ts";
import { openPredictionLog } from "./prediction_log.ts";
import type { LogLimits } from "./prediction_retention.ts";
import { PredictionRing } from "./prediction_ring.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { writerLoop } from "./writer_loop.ts";
import type { FromWriter, ToWriter } from "./writer_messages.ts";

interface Loop {
  readonly home: string;
  readonly ring: PredictionRing;
  readonly tell: (message: ToWriter) => void;
  readonly said: FromWriter[];
  /** Resolves with the next that it says after the present turn. */
  readonly next: () => Promise<FromWriter>;
}

function withLoop(run: (loop: Loop) => Promise<void>, limits: LogLimits = {}): Promise<void> {
  return withTemporaryHome(async (home) => {
    const ring = new PredictionRing(SAMPLE_COLUMNS.length, 100);
    const said: FromWriter[] = [];
    let heard = Promise.withResolvers<FromWriter>();
    const task = { home, columns: SAMPLE_COLUMNS, capacity: 100, memory: ring.memory, limits };
    const tell = writerLoop(task, (message) => {
      said.push(message);
      heard.resolve(message);
    });
    const next = () => (heard = Promise.withResolvers()).promise;
    try {
      tell({ kind: "model", model: SAMPLE_MODEL });
      await run({ home, ring, tell, said, next });
    } finally {
      tell({ kind: "close" });
    }
  });
}

/** Makes each write of a prediction fail until it is called. */
function sabotage(home: string): () => void {
  openPredictionLog(home).close();
  const database = new DatabaseSync(join(home, "predictions.db"));
  database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON predictions
    BEGIN SELECT raise(ABORT, 'no luck'); END`);
  return () => {
    database.exec("DROP TRIGGER refuse");
    database.close();
  };
}

Deno.test("the writer commits in order, and records actuals of what came before them", () =>
  withLoop(({ home, ring, tell, said }) => {
    const batch = sampleBatch(60);
    const actuals = [{ requestId: idText(batch.ids, 59), actual: 3, observedAt: 1 }];
    ring.put(0, batch, 0);
    tell({ kind: "rows", upTo: 10 });
    tell({ kind: "actuals", number: 0, actuals });
    tell({ kind: "rows", upTo: 60 });
    tell({ kind: "actuals", number: 1, actuals });
    tell({ kind: "actuals", number: 2, actuals: [{ ...actuals[0], requestId: "none" }] });
    assert.deepEqual(said, [
      { kind: "committed", upTo: 10 },
      { kind: "recorded", number: 0, recorded: { recorded: 0, unknown: [actuals[0].requestId] } },
      { kind: "committed", upTo: 60 },
      { kind: "recorded", number: 1, recorded: { recorded: 1, unknown: [] } },
      { kind: "refused", number: 2, message: 'Cannot read the id "none": expected a UUID' },
    ]);
    using log = openPredictionLog(home);
    assert.equal(log.count(), 60);
    return Promise.resolve();
  }));

Deno.test("a commit that fails is told and tried again; actuals are refused until it succeeds", () =>
  withLoop(async ({ home, ring, tell, said, next }) => {
    const repair = sabotage(home);
    ring.put(0, sampleBatch(20), 0);
    tell({ kind: "rows", upTo: 10 });
    tell({ kind: "actuals", number: 0, actuals: [] });
    tell({ kind: "rows", upTo: 20 });
    assert.deepEqual(said, [
      { kind: "fault", message: "no luck" },
      { kind: "refused", number: 0, message: "no luck" },
    ]);
    assert.deepEqual(await next(), { kind: "fault", message: "no luck" });
    repair();
    assert.deepEqual(await next(), { kind: "committed", upTo: 10 });
    assert.deepEqual(said.at(-1), { kind: "committed", upTo: 20 });
    tell({ kind: "actuals", number: 1, actuals: [] });
    assert.deepEqual(said.at(-1), { kind: "recorded", number: 1, recorded: { recorded: 0, unknown: [] } });
  }));

Deno.test("a writer that is closed in the middle of a fault tries no more", () =>
  withLoop(({ home, ring, tell, said }) => {
    const repair = sabotage(home);
    ring.put(0, sampleBatch(20), 0);
    tell({ kind: "rows", upTo: 10 });
    tell({ kind: "close" });
    repair();
    assert.deepEqual(said.map(({ kind }) => kind), ["fault", "closed"]);
    return Promise.resolve();
  }));

Deno.test("a writer with limits removes what is beyond them by itself", () =>
  withLoop(async ({ home, ring, tell }) => {
    const now = Date.now();
    ring.put(0, sampleBatch(50, { predictedAt: now - 3_600_000 }), 0);
    ring.put(50, sampleBatch(50, { predictedAt: now }), 0);
    tell({ kind: "rows", upTo: 100 });
    using log = openPredictionLog(home);
    while (log.count() > 50) await new Promise((resolve) => setTimeout(resolve, 1));
    for (const batch of log.readWindow({})) {
      for (const { predictedAt } of batch) assert.equal(predictedAt, now);
    }
  }, { keepMilliseconds: 1_800_000 }));
