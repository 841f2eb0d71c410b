import assert from "node:assert/strict";
import { supervise } from "./supervise.ts";
import type { WorkerProcess } from "./worker_process.ts";

/** A worker that does as it is told by the test. */
class FakeWorker implements WorkerProcess {
  readonly #document = Promise.withResolvers<unknown>();
  readonly #ended = Promise.withResolvers<number>();
  readonly document = this.#document.promise;
  readonly ended = this.#ended.promise;
  stopped = false;
  killed = false;
  constructor(readonly pid: number, readonly first: unknown, readonly endsWhenTold: boolean) {}
  listen(): void {
    this.#document.resolve({ port: 1000 + this.pid });
  }
  end(code: number): void {
    this.#document.resolve(undefined);
    this.#ended.resolve(code);
  }
  stop(): void {
    this.stopped = true;
    if (this.endsWhenTold) this.end(0);
  }
  kill(): void {
    this.killed = true;
    this.end(137);
  }
}

/** Supervises two of them; `next` gives each one that is started, in order. */
function start({ endsWhenTold = true, stopMilliseconds = 60_000 } = {}) {
  const started: FakeWorker[] = [], notices: string[] = [], told: number[][] = [];
  let arrived = Promise.withResolvers<void>(), taken = 0;
  const stop = new AbortController();
  const code = supervise({
    count: 2,
    start: (_, first) => {
      const worker = new FakeWorker(started.length + 1, first, endsWhenTold);
      started.push(worker);
      arrived.resolve();
      return worker;
    },
    onListen: (_, pids) => told.push([...pids]),
    onNotice: (sentence) => notices.push(sentence),
    signal: stop.signal,
    stopMilliseconds,
  });
  const next = async () => {
    while (taken === started.length) {
      await arrived.promise;
      arrived = Promise.withResolvers();
    }
    return started[taken++];
  };
  return { next, started, notices, told, stop, code };
}

Deno.test("supervise starts the others on the port of the first, and tells when all listen", async () => {
  const { next, told, stop, code } = start();
  const first = await next();
  assert.equal(first.first, undefined);
  first.listen();
  const second = await next();
  assert.deepEqual(second.first, { port: 1001 });
  assert.deepEqual(told, []);
  second.listen();
  await second.document;
  stop.abort();
  assert.equal(await code, 0);
  assert.deepEqual(told, [[1, 2]]);
  assert.ok(first.stopped && second.stopped);
});

Deno.test("supervise starts another for a worker that dies, and tells it", async () => {
  const { next, notices, stop, code } = start();
  const first = await next();
  first.listen();
  const second = await next();
  second.listen();
  await second.document;
  second.end(137);
  const third = await next();
  assert.deepEqual(third.first, { port: 1001 });
  assert.deepEqual(notices, ["Worker 2 (process 2) ended with exit code 137, starting another"]);
  stop.abort();
  assert.equal(await code, 0);
  assert.ok(first.stopped && third.stopped);
});

Deno.test("supervise ends with the exit code of a worker that cannot begin, and starts no other", async () => {
  const { next, started, told, code } = start();
  (await next()).end(2);
  assert.equal(await code, 2);
  assert.deepEqual([started.length, told], [1, []]);
});

Deno.test("supervise stops the first when the second cannot begin", async () => {
  const { next, told, code } = start();
  const first = await next();
  first.listen();
  (await next()).end(1);
  assert.equal(await code, 1);
  assert.ok(first.stopped);
  assert.deepEqual(told, []);
});

Deno.test("supervise kills workers that do not end in their time, and says so by the exit code", async () => {
  const { next, stop, code } = start({ endsWhenTold: false, stopMilliseconds: 10 });
  const first = await next();
  first.listen();
  const second = await next();
  second.listen();
  await second.document;
  stop.abort();
  assert.equal(await code, 137);
  assert.ok(first.killed && second.killed);
});
