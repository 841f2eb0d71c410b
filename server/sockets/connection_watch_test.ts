import assert from "node:assert/strict";
import { ConnectionCounts } from "./connection_counts.ts";
import { type ConnectionLimits, ConnectionWatch } from "./connection_watch.ts";
import type { KernelSockets } from "./kernel_sockets.ts";

const PORT = 8000;
const LIMITS: ConnectionLimits = { requestMilliseconds: 30, idleMilliseconds: 75, maxConnections: 1000 };

/** A connection of a made-up kernel, by when what happened. */
interface FakeConnection {
  sentAt: number;
  receivedAt: number;
  segmentsSent: number;
  bytesReceived: number;
  readonly port: number;
  readonly cookie: bigint;
}

/** Descriptors of a made-up process; `closed` are those that were shut down. */
function fakeKernel() {
  const table = new Map<number, FakeConnection>(), closed: number[] = [];
  let now = 0, cookies = 0n, descriptors = 16;
  const sockets: KernelSockets = {
    descriptors: () => descriptors,
    connection(descriptor) {
      const found = table.get(descriptor);
      if (found === undefined) return undefined;
      const { sentAt, receivedAt, ...rest } = found;
      return { ...rest, sinceSent: now - sentAt, sinceReceived: now - receivedAt };
    },
    isListener: () => false,
    localPort: (descriptor) => table.get(descriptor)?.port ?? 0,
    cookie: (descriptor) => table.get(descriptor)?.cookie ?? 0n,
    stopQueueing: () => {},
    shutDown(descriptor) {
      closed.push(descriptor);
      table.delete(descriptor);
    },
    [Symbol.dispose]: () => {},
  };
  return {
    sockets,
    closed,
    grow: (count: number) => descriptors = count,
    open(descriptor: number, port = PORT) {
      table.set(descriptor, {
        sentAt: now,
        receivedAt: now,
        segmentsSent: 0,
        bytesReceived: 0,
        port,
        cookie: ++cookies,
      });
    },
    say(descriptor: number) {
      const connection = table.get(descriptor)!;
      connection.receivedAt = now;
      connection.bytesReceived++;
    },
    answer(descriptor: number) {
      const connection = table.get(descriptor)!;
      connection.sentAt = now;
      connection.segmentsSent++;
    },
    tick: (milliseconds = 1) => now += milliseconds,
  };
}

function watching(kernel: ReturnType<typeof fakeKernel>, limits = LIMITS) {
  const counts = new ConnectionCounts();
  return { counts, watch: new ConnectionWatch(kernel.sockets, PORT, limits, counts) };
}

/** Lets `milliseconds` pass, with a look in each; `doing` is told the time before it. */
function pass(
  kernel: ReturnType<typeof fakeKernel>,
  watch: ConnectionWatch,
  milliseconds: number,
  doing: (now: number) => void = () => {},
) {
  for (let i = 0; i < milliseconds; i++) {
    const now = kernel.tick();
    doing(now);
    watch.look(now);
  }
}

Deno.test("ConnectionWatch closes a request that dribbles in for longer than it may", () => {
  const kernel = fakeKernel();
  kernel.open(5);
  const { watch, counts } = watching(kernel);
  pass(kernel, watch, 30, () => kernel.say(5));
  assert.deepEqual(kernel.closed, []);
  pass(kernel, watch, 2, () => kernel.closed.length === 0 && kernel.say(5));
  assert.deepEqual(kernel.closed, [5]);
  assert.deepEqual({ ...counts }, { open: 1, stalled: 1, idle: 0 });
});

Deno.test("ConnectionWatch gives each request of a connection its own time, however long it was idle before", () => {
  const kernel = fakeKernel();
  kernel.open(5);
  const { watch, counts } = watching(kernel);
  pass(kernel, watch, 1000, (now) => {
    if (now % 70 === 1) kernel.say(5);
    if (now % 70 === 21) kernel.answer(5);
  });
  assert.deepEqual(kernel.closed, []);
  assert.equal(counts.open, 1);
});

Deno.test("ConnectionWatch lets a streamed answer take as long as it goes on", () => {
  const kernel = fakeKernel();
  kernel.open(5);
  const { watch } = watching(kernel);
  pass(kernel, watch, 500, (now) => now % 25 === 0 ? kernel.answer(5) : kernel.say(5));
  assert.deepEqual(kernel.closed, []);
});

Deno.test("ConnectionWatch closes what is idle for longer than it may, asked or never asked", () => {
  const kernel = fakeKernel();
  kernel.open(5);
  kernel.open(6);
  kernel.say(6);
  kernel.answer(6);
  const { watch, counts } = watching(kernel);
  pass(kernel, watch, 75);
  assert.deepEqual(kernel.closed, []);
  pass(kernel, watch, 1);
  assert.deepEqual(kernel.closed, [5, 6]);
  assert.deepEqual({ ...counts }, { open: 2, stalled: 0, idle: 2 });
});

Deno.test("ConnectionWatch knows a connection from a later one under the same descriptor", () => {
  const kernel = fakeKernel();
  const { watch } = watching(kernel);
  pass(kernel, watch, 300, (now) => {
    if (now % 20 === 1) kernel.open(5);
    kernel.say(5);
  });
  assert.deepEqual(kernel.closed, []);
});

Deno.test("ConnectionWatch does not count the time in which its process was stopped", () => {
  const kernel = fakeKernel();
  kernel.open(5);
  const { watch } = watching(kernel, { ...LIMITS, requestMilliseconds: 1500 });
  kernel.say(5);
  pass(kernel, watch, 1);
  kernel.tick(3_600_000);
  pass(kernel, watch, 100, () => kernel.say(5));
  assert.deepEqual(kernel.closed, []);
  kernel.answer(5);
  pass(kernel, watch, 1);
  assert.deepEqual(kernel.closed, []);
});

Deno.test("ConnectionWatch leaves connections of other ports alone", () => {
  const kernel = fakeKernel();
  kernel.open(5, 4318);
  kernel.open(6, 4318);
  kernel.say(6);
  const { watch } = watching(kernel, { ...LIMITS, maxConnections: 0 });
  pass(kernel, watch, 500);
  assert.deepEqual(kernel.closed, []);
});

Deno.test("ConnectionWatch closes the longest idle over the most connections, and none that asks", () => {
  const kernel = fakeKernel();
  kernel.open(3);
  kernel.say(3);
  for (let descriptor = 4; descriptor < 10; descriptor++) {
    kernel.tick();
    kernel.open(descriptor);
  }
  const { watch, counts } = watching(kernel, { ...LIMITS, maxConnections: 4 });
  pass(kernel, watch, 5);
  assert.deepEqual(kernel.closed, [4, 5, 6]);
  assert.equal(counts.open, 4);
});

Deno.test("ConnectionWatch looks at many descriptors in several goes", () => {
  const kernel = fakeKernel();
  kernel.grow(16_384);
  for (let descriptor = 10; descriptor < 10_010; descriptor++) kernel.open(descriptor);
  const { watch, counts } = watching(kernel);
  pass(kernel, watch, 7);
  assert.equal(counts.open, 0, "the first sweep is not at its end");
  pass(kernel, watch, 1);
  assert.equal(counts.open, 10_000);
  pass(kernel, watch, 80);
  assert.equal(kernel.closed.length, 10_000);
});
