import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { selectOne } from "../lib/sqlite.ts";
import { SAMPLE_COLUMNS, SAMPLE_MODEL, SAMPLE_TIME, sampleBatch } from "./logged_samples.ts";
import { openPredictionLog, type PredictionLog } from "./prediction_log.ts";
import { PredictionRing } from "./prediction_ring.ts";
import { openPredictionWriter, type PredictionWriter } from "./prediction_writer.ts";
import { withTemporaryHome } from "./temporary_home.ts";

const DAY = 86_400_000, NOW = SAMPLE_TIME + 10 * DAY;
const ROWS_A_DAY = 4000;

interface Place {
  readonly home: string;
  readonly log: PredictionLog;
  readonly writer: PredictionWriter;
}

/** A log of ten days, the last of which ends now. */
function withTenDays(run: (place: Place) => void): Promise<void> {
  return withTemporaryHome((home) => {
    using writer = openPredictionWriter(home, SAMPLE_COLUMNS);
    const ring = new PredictionRing(SAMPLE_COLUMNS.length, ROWS_A_DAY);
    writer.addModel(SAMPLE_MODEL);
    for (let day = 0; day < 10; day++) {
      ring.put(0, sampleBatch(ROWS_A_DAY, { predictedAt: SAMPLE_TIME + day * DAY }), 0);
      writer.write(ring, 0, ROWS_A_DAY);
    }
    using log = openPredictionLog(home);
    run({ home, log, writer });
    return Promise.resolve();
  });
}

function days(log: PredictionLog): number[] {
  const times = new Set<number>();
  for (const batch of log.readWindow({})) for (const { predictedAt } of batch) times.add(predictedAt);
  return [...times].map((time) => (time - SAMPLE_TIME) / DAY);
}

Deno.test("prune removes what is too old, to the millisecond, and gives its room back", () =>
  withTenDays(({ home, log }) => {
    const before = pages(home);
    assert.equal(log.prune({ keepMilliseconds: 4 * DAY }, NOW), 6 * ROWS_A_DAY);
    assert.deepEqual(days(log), [6, 7, 8, 9]);
    assert.ok(pages(home) < before / 2, `${pages(home)} pages of ${before}`);
    assert.equal(log.prune({ keepMilliseconds: 4 * DAY }, NOW), 0);
    assert.equal(log.prune({ keepMilliseconds: 4 * DAY }, NOW + 1), ROWS_A_DAY);
  }));

Deno.test("prune keeps the newest of what fits", () =>
  withTenDays(({ home, log }) => {
    const half = pages(home) * 4096 / 2;
    const removed = log.prune({ maxBytes: half }, NOW);
    assert.ok(removed >= 5 * ROWS_A_DAY && removed < 7 * ROWS_A_DAY, String(removed));
    assert.ok(pages(home) * 4096 <= half);
    assert.equal(days(log).at(-1), 9);
    log.prune({ maxBytes: 1 }, NOW);
    assert.equal(log.count(), 0);
  }));

Deno.test("a writer prunes in steps until both limits hold, and then has nothing to do", () =>
  withTenDays(({ home, log, writer }) => {
    const limits = { keepMilliseconds: 8 * DAY, maxBytes: pages(home) * 4096 / 2 };
    let steps = 0;
    while (writer.prune(limits, NOW)) steps++;
    assert.ok(steps > 2 && steps < 12, String(steps));
    assert.ok(days(log)[0] >= 4);
    assert.equal(writer.prune(limits, NOW), false);
    assert.equal(writer.prune({}, NOW), false);
  }));

function pages(home: string): number {
  using database = new DatabaseSync(join(home, "predictions.db"));
  return selectOne<{ page_count: number }>(database, "PRAGMA page_count")!.page_count;
}
