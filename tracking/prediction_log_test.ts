import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { JoinedPrediction, LoggedPrediction } from "./logged_prediction.ts";
import { openPredictionLog, type PredictionLog } from "./prediction_log.ts";
import { withTemporaryHome } from "./temporary_home.ts";

const EXAMPLE: LoggedPrediction = {
  requestId: "r0",
  predictedAt: 1_700_000_000_000,
  model: "duration",
  modelVersion: 3,
  modelHash: "a".repeat(64),
  features: { zone: 161, place: "Kew Gardens", distance: null },
  prediction: 12.5,
};

function predictions(
  count: number,
  change: (i: number) => Partial<LoggedPrediction> = () => ({}),
): LoggedPrediction[] {
  return Array.from(
    { length: count },
    (_, i) => ({ ...EXAMPLE, requestId: `r${i}`, predictedAt: i, ...change(i) }),
  );
}

function appendAll(log: PredictionLog, logged: readonly LoggedPrediction[]): Promise<void[]> {
  return Promise.all(logged.map((prediction) => log.append(prediction)));
}

function read(log: PredictionLog, window: Parameters<PredictionLog["readWindow"]>[0]): JoinedPrediction[] {
  return [...log.readWindow(window)].flat();
}

function ids(log: PredictionLog, window: Parameters<PredictionLog["readWindow"]>[0]): string[] {
  return read(log, window).map(({ requestId }) => requestId);
}

function withLog(run: (log: PredictionLog, home: string) => Promise<void>): Promise<void> {
  return withTemporaryHome(async (home) => {
    using log = openPredictionLog(home);
    await run(log, home);
  });
}

Deno.test("append keeps a prediction as it was, and what resolved is in the file", () =>
  withLog(async (log, home) => {
    const unregistered = { ...EXAMPLE, requestId: "r1", modelVersion: null, features: {} };
    await appendAll(log, [EXAMPLE, unregistered]);
    using other = openPredictionLog(home);
    const nothing = { actual: null, observedAt: null };
    assert.deepEqual(read(other, {}), [{ ...EXAMPLE, ...nothing }, { ...unregistered, ...nothing }]);
    assert.equal(other.count(), 2);
  }));

Deno.test("append refuses a request id that was logged before and harms no other", () =>
  withLog(async (log) => {
    await log.append(EXAMPLE);
    const twin = { ...EXAMPLE, prediction: 99 };
    const settled = await Promise.allSettled([
      log.append({ ...EXAMPLE, requestId: "r1" }),
      log.append(twin),
      log.append({ ...EXAMPLE, requestId: "r2" }),
      log.append({ ...EXAMPLE, requestId: "r2" }),
    ]);
    assert.deepEqual(settled.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled", "rejected"]);
    await assert.rejects(log.append(twin), {
      code: "duplicate_request",
      message: 'Cannot log request "r0": its id was logged before, expected a new one',
    });
    assert.deepEqual(read(log, {}).map((row) => [row.requestId, row.prediction]), [
      ["r0", 12.5],
      ["r1", 12.5],
      [
        "r2",
        12.5,
      ],
    ]);
  }));

Deno.test("append refuses what could not be stored as it is, before it joins a group", () =>
  withLog(async (log) => {
    const broken: Partial<LoggedPrediction>[] = [
      { prediction: NaN },
      { features: { distance: Infinity } },
      { predictedAt: 0.5 },
      { modelVersion: 1.5 },
      { requestId: "a\0b" },
    ];
    const fine = log.append(EXAMPLE);
    for (const change of broken) await assert.rejects(log.append({ ...EXAMPLE, requestId: "x", ...change }));
    await assert.rejects(log.append({ ...EXAMPLE, prediction: NaN }), {
      message: 'Cannot log the prediction of request "r0": found NaN, expected a finite number',
    });
    await fine;
    assert.equal(log.count(), 1);
  }));

Deno.test("append rejects the whole group when its transaction fails, and nothing of it is stored", () =>
  withLog(async (log, home) => {
    using saboteur = new DatabaseSync(join(home, "predictions.db"));
    saboteur.exec(`CREATE TRIGGER refuse BEFORE INSERT ON predictions WHEN NEW.request_id = 'r1'
      BEGIN SELECT raise(ABORT, 'disk is full'); END`);
    const settled = await Promise.allSettled(predictions(3).map((prediction) => log.append(prediction)));
    assert.deepEqual(settled.map(({ status }) => status), ["rejected", "rejected", "rejected"]);
    assert.equal(log.count(), 0);
    saboteur.exec("DROP TRIGGER refuse");
    await appendAll(log, predictions(3));
    assert.equal(log.count(), 3);
  }));

Deno.test("close commits what waits; a closed log refuses more", () =>
  withLog(async (log, home) => {
    const waiting = appendAll(log, predictions(5));
    await Promise.resolve(); // validation is done, the turn of the event loop is not over
    log.close();
    await waiting;
    await assert.rejects(log.append(EXAMPLE), { message: "Cannot log a prediction: the log is closed" });
    using again = openPredictionLog(home);
    assert.equal(again.count(), 5);
  }));

Deno.test("recordActuals joins by request id, tells unknown ones, and the last one wins", () =>
  withLog(async (log) => {
    await appendAll(log, predictions(3));
    const recorded = await log.recordActuals([
      { requestId: "r2", actual: 10, observedAt: 5 },
      { requestId: "nobody", actual: 1, observedAt: 5 },
      { requestId: "r0", actual: 7, observedAt: 6 },
    ]);
    assert.deepEqual(recorded, { recorded: 2, unknown: ["nobody"] });
    await log.recordActuals([{ requestId: "r2", actual: 11, observedAt: 8 }]);
    const joined = read(log, {}).map(({ requestId, actual, observedAt }) => [requestId, actual, observedAt]);
    assert.deepEqual(joined, [["r0", 7, 6], ["r1", null, null], ["r2", 11, 8]]);
  }));

Deno.test("recordActuals stores all or nothing", () =>
  withLog(async (log) => {
    await appendAll(log, predictions(1));
    const actuals = [{ requestId: "r0", actual: 1, observedAt: 1 }, {
      requestId: "r0",
      actual: NaN,
      observedAt: 1,
    }];
    await assert.rejects(log.recordActuals(actuals), { code: "invalid_number" });
    assert.equal(read(log, {})[0].actual, null);
  }));

Deno.test("readWindow gives batches of at most 1,000 rows, and what was there when it began", () =>
  withLog(async (log) => {
    await appendAll(log, predictions(2500, (i) => ({ predictedAt: Math.floor(i / 700) }))); // equal times across batches
    const sizes: number[] = [];
    const seen = new Set<string>();
    for (const batch of log.readWindow({})) {
      if (sizes.length === 0) await log.append({ ...EXAMPLE, requestId: "late" });
      sizes.push(batch.length);
      for (const { requestId } of batch) seen.add(requestId);
    }
    assert.deepEqual(sizes, [1000, 1000, 500]);
    assert.equal(seen.size, 2500);
    assert.ok(!seen.has("late"));
  }));

Deno.test("readWindow takes the newest, a span of time, a model by name or by hash", () =>
  withLog(async (log) => {
    await appendAll(
      log,
      predictions(6, (i) => ({ modelHash: i < 3 ? "old" : "new", modelVersion: i < 3 ? 1 : 2 })),
    );
    await log.append({ ...EXAMPLE, requestId: "other", predictedAt: 2, model: "tip", modelHash: "tip" });
    assert.deepEqual(ids(log, { last: 2 }), ["r4", "r5"]);
    assert.deepEqual(ids(log, { since: 2, until: 4 }), ["r2", "other", "r3"]);
    assert.deepEqual(ids(log, { modelHash: "old" }), ["r0", "r1", "r2"]);
    assert.deepEqual(ids(log, { model: "duration", last: 4 }), ["r2", "r3", "r4", "r5"]);
    assert.deepEqual(ids(log, { modelHash: "old", last: 2, until: 2 }), ["r0", "r1"]);
    assert.deepEqual(ids(log, { model: "unknown" }), []);
    assert.deepEqual(ids(log, { last: 0 }), []);
  }));

Deno.test("readWindow equals filtering and sorting all predictions", () =>
  withLog(async (log) => {
    const all = predictions(
      40,
      (i) => ({ predictedAt: (i * 7) % 13, model: `m${i % 3}`, modelHash: `h${i % 2}` }),
    );
    await appendAll(log, all);
    const limit = fc.option(fc.integer({ min: -1, max: 14 }), { nil: undefined });
    const window = fc.record({
      since: limit,
      until: limit,
      last: fc.option(fc.nat(45), { nil: undefined }),
      model: fc.constantFrom(undefined, "m0", "m1"),
      modelHash: fc.constantFrom(undefined, "h0", "h1"),
    });
    fc.assert(fc.property(window, (window) => {
      const { since = -Infinity, until = Infinity, last = Infinity, model, modelHash } = window;
      const inside = all.filter((row) =>
        row.predictedAt >= since && row.predictedAt < until && (model ?? row.model) === row.model &&
        (modelHash ?? row.modelHash) === row.modelHash
      ).sort((a, b) => a.predictedAt - b.predictedAt);
      const expected = inside.slice(Math.max(0, inside.length - last)).map(({ requestId }) => requestId);
      assert.deepEqual(ids(log, window), expected);
    }));
  }));
