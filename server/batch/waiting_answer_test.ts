import assert from "node:assert/strict";
import { MAX_WAITING_BYTES, waitingAnswer } from "./waiting_answer.ts";

const MEGABYTE = 1 << 20;

function never(): never {
  throw new Error("no fault was expected");
}

/** Parts of a megabyte; counts those that were asked for, and whether no more are wanted. */
function megabytes(count: number) {
  const seen = { asked: 0, closed: false };
  async function* parts(): AsyncGenerator<Uint8Array> {
    try {
      for (let part = 0; part < count; part++) {
        seen.asked++;
        yield await Promise.resolve(new Uint8Array(MEGABYTE).fill(part));
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, rest: parts() };
}

const giveUp = () => Promise.resolve();
const FIRST = new Uint8Array(MEGABYTE).fill(255);
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Lets whatever is under way come to a halt. */
async function halt(value: () => number): Promise<number> {
  let before = -1;
  while (before !== value()) {
    before = value();
    for (let turn = 0; turn < 5; turn++) await settled();
  }
  return before;
}

Deno.test("waitingAnswer is made ahead of the client up to its limit, and goes on as the client reads", async () => {
  const { seen, rest } = megabytes(100);
  const reader = waitingAnswer({ first: FIRST, rest, tellFault: never, giveUp, stallMilliseconds: 1e6 })
    .getReader();
  const ahead = MAX_WAITING_BYTES / MEGABYTE - 1;
  assert.equal(await halt(() => seen.asked), ahead);
  const parts = [];
  for (let read = 0; read < 10; read++) parts.push((await reader.read()).value![0]);
  assert.deepEqual(parts, [255, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(await halt(() => seen.asked), ahead + 10);
  while (!(await reader.read()).done);
  assert.deepEqual(seen, { asked: 100, closed: true });
});

Deno.test("waitingAnswer lets go when the client does", async () => {
  const { seen, rest } = megabytes(1000);
  const reader = waitingAnswer({ first: FIRST, rest, tellFault: never, giveUp, stallMilliseconds: 1e6 })
    .getReader();
  await reader.read();
  await reader.cancel();
  assert.ok(seen.closed);
  assert.ok(seen.asked < 100);
});

Deno.test("waitingAnswer gives a client up that takes nothing, and not one that needs nothing more", async () => {
  const { seen, rest } = megabytes(1000);
  const stalled = waitingAnswer({ first: FIRST, rest, tellFault: never, giveUp, stallMilliseconds: 1 })
    .getReader();
  while (!seen.closed) await settled();
  await assert.rejects(async () => {
    while (!(await stalled.read()).done);
  }, /reads nothing/);
  const few = megabytes(3);
  const reader = waitingAnswer({
    first: FIRST,
    rest: few.rest,
    tellFault: never,
    giveUp,
    stallMilliseconds: 1,
  })
    .getReader();
  while (!few.seen.closed) await settled();
  for (let turn = 0; turn < 5; turn++) await settled();
  let parts = 0;
  while (!(await reader.read()).done) parts++;
  assert.equal(parts, 4);
});

for (const breaks of [false, true]) {
  Deno.test(`waitingAnswer sends everything before a fault, then what it tells, then ${breaks ? "breaks" : "ends"}`, async () => {
    async function* faulty(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Uint8Array.of(1));
      throw new Error("a fault");
    }
    const tellFault = (error: unknown) => {
      assert.equal((error as Error).message, "a fault");
      return { last: Uint8Array.of(2), breaks };
    };
    const reader = waitingAnswer({ first: FIRST, rest: faulty(), tellFault, giveUp, stallMilliseconds: 1e6 })
      .getReader();
    const parts = [];
    for (let part = 0; part < 3; part++) parts.push((await reader.read()).value![0]);
    assert.deepEqual(parts, [255, 1, 2]);
    if (breaks) await assert.rejects(reader.read(), /has a fault/);
    else assert.ok((await reader.read()).done);
  });
}
