import assert from "node:assert/strict";
import { join } from "node:path";
import { SAMPLE_COLUMNS, SAMPLE_MODEL, sampleBatch } from "./logged_samples.ts";
import { openPredictionQueue, type QueueOptions } from "./open_prediction_queue.ts";
import { idText } from "./prediction_id.ts";
import { openPredictionLog } from "./prediction_log.ts";
import type { PredictionQueue } from "./prediction_queue.ts";
import type { StartWriter, WriterListener } from "./start_writer.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import type { FromWriter, ToWriter } from "./writer_messages.ts";

/** A writer that does only what the test makes it say. */
interface FakeWriter {
  readonly start: StartWriter;
  /** What it was told, in order. */
  readonly told: ToWriter[];
  readonly say: (message: FromWriter) => void;
  readonly die: (reason: string) => void;
}

function fakeWriter(): FakeWriter {
  const told: ToWriter[] = [];
  let listener: WriterListener | undefined;
  return {
    told,
    start: (_, listening) => {
      listener = listening;
      return {
        tell: (message) => {
          told.push(message);
          if (message.kind === "close") listener!.onMessage({ kind: "closed" });
        },
        terminate: () => {},
      };
    },
    say: (message) => listener!.onMessage(message),
    die: (reason) => listener!.onDeath(reason),
  };
}

function withQueue(
  options: QueueOptions,
  run: (queue: PredictionQueue, home: string) => Promise<void>,
): () => Promise<void> {
  return () =>
    withTemporaryHome(async (home) => {
      await using queue = openPredictionQueue(home, SAMPLE_COLUMNS, options);
      await run(queue, home);
    });
}

Deno.test(
  "a queue commits what it took, whatever the place in its ring, and then records actuals",
  withQueue({ capacity: 1000 }, async (queue, home) => {
    const batches = Array.from({ length: 30 }, (_, i) => sampleBatch(i * 5));
    for (const batch of batches) {
      while (!queue.offer(batch)) assert.ok(await queue.room(batch.rows, 60_000));
    }
    const last = batches.at(-1)!;
    const requestId = idText(last.ids, 7), stranger = crypto.randomUUID();
    const told = [requestId, stranger].map((requestId) => ({ requestId, actual: 42, observedAt: 1 }));
    assert.deepEqual(await queue.recordActuals(told), { recorded: 1, unknown: [stranger] });
    assert.deepEqual(queue.status(), { waiting: 0, capacity: 1000, fault: undefined });
    using log = openPredictionLog(home);
    const logged = [...log.readWindow({})].flat();
    const expected = batches.flatMap(({ rows, ids }) =>
      Array.from({ length: rows }, (_, row) => idText(ids, row))
    );
    assert.deepEqual(logged.map(({ requestId }) => requestId), expected);
    assert.deepEqual(logged.at(-1)!.features, { zone: 144, distance: 2.25, pickup: "2024-06-01T08:30:00" });
    assert.deepEqual(logged.filter(({ actual }) => actual !== null).map((row) => row.requestId), [requestId]);
  }),
);

Deno.test("a queue tells the writer within its interval, without being asked", () => {
  const writer = fakeWriter();
  return withQueue({ start: writer.start }, async (queue) => {
    queue.offer(sampleBatch(3));
    while (writer.told.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(writer.told, [{ kind: "model", model: SAMPLE_MODEL }, { kind: "rows", upTo: 3 }]);
    writer.say({ kind: "committed", upTo: 3 });
  })();
});

Deno.test("a queue takes a batch whole or not at all, and says when there is room again", () => {
  const writer = fakeWriter();
  return withQueue({ capacity: 10, start: writer.start }, async (queue) => {
    assert.ok(queue.offer(sampleBatch(6)));
    assert.ok(!queue.offer(sampleBatch(5)));
    assert.equal(await queue.room(11, 60_000), false);
    assert.equal(await queue.room(5, 1), false);
    const room = queue.room(5, 60_000);
    writer.say({ kind: "committed", upTo: 1 });
    assert.equal(await room, true);
    assert.ok(queue.offer(sampleBatch(5)));
    assert.equal(queue.status().waiting, 10);
    writer.say({ kind: "committed", upTo: 11 });
  })();
});

Deno.test("a fault of the writer is in the status until a commit succeeds", () => {
  const writer = fakeWriter();
  return withQueue({ start: writer.start }, async (queue) => {
    queue.offer(sampleBatch(6));
    const flushed = queue.flush();
    writer.say({ kind: "fault", message: "the disk is full" });
    assert.equal(queue.status().fault, "the disk is full");
    writer.say({ kind: "committed", upTo: 6 });
    await flushed;
    assert.equal(queue.status().fault, undefined);
    const refused = queue.recordActuals([]);
    writer.say({ kind: "refused", number: 0, message: "the disk is full" });
    await assert.rejects(refused, { code: "prediction_log", message: "the disk is full" });
  })();
});

Deno.test("closing a queue that cannot commit ends in time and tells how many rows are lost, and why", () => {
  const writer = fakeWriter();
  const lost: [number, string][] = [];
  const onLost = (rows: number, reason: string) => void lost.push([rows, reason]);
  return withQueue({ start: writer.start, onLost }, async (queue) => {
    queue.offer(sampleBatch(6));
    const flushed = queue.flush();
    const recorded = queue.recordActuals([]);
    writer.say({ kind: "committed", upTo: 2 });
    writer.say({ kind: "fault", message: "the disk is full" });
    const closed = queue.close(1);
    assert.equal(queue.offer(sampleBatch(1)), false);
    await assert.rejects(flushed, { code: "closed" });
    await assert.rejects(recorded, { code: "closed" });
    assert.equal(await closed, 4);
    assert.equal(await queue.close(), 4);
    assert.deepEqual(lost, [[4, "the disk is full"]]);
    await assert.rejects(queue.recordActuals([]), {
      message: "Cannot write to the prediction log: it is closed",
    });
  })();
});

Deno.test("a queue whose writer died takes nothing more and says so", () => {
  const writer = fakeWriter();
  return withQueue({ start: writer.start }, async (queue) => {
    queue.offer(sampleBatch(6));
    const flushed = queue.flush(), room = queue.room(65_536, 60_000);
    writer.die("out of memory");
    await assert.rejects(flushed, { code: "closed" });
    assert.equal(await room, false);
    assert.equal(queue.offer(sampleBatch(1)), false);
    assert.equal(queue.status().fault, "the writer of the log died: out of memory");
    assert.equal(await queue.close(), 6);
  })();
});

Deno.test("a queue refuses a database that is none before anything is served", () =>
  withTemporaryHome(async (home) => {
    await Deno.writeTextFile(
      join(home, "predictions.db"),
      "a text that is no database, and long enough to be one",
    );
    assert.throws(() => openPredictionQueue(home, SAMPLE_COLUMNS), { code: "database" });
  }));
