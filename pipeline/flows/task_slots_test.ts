import assert from "node:assert/strict";
import { processSlots, queuedSlots, type TaskSlots } from "./task_slots.ts";

const NEVER = new AbortController().signal;

/** Gives out slots as `processSlots`, and counts who is looking for one. */
function watchedSlots() {
  const slots = processSlots(), seen = { looking: 0, most: 0 };
  const take: TaskSlots["take"] = async (key, limit, signal) => {
    seen.most = Math.max(seen.most, ++seen.looking);
    try {
      return await slots.take(key, limit, signal);
    } finally {
      seen.looking--;
    }
  };
  return { slots: { take }, seen };
}

Deno.test("queuedSlots: all get their turn in order, and at most as many look for a slot as there are", async () => {
  const { slots, seen } = watchedSlots(), queued = queuedSlots(slots);
  const other = await slots.take("k", 2, NEVER); // another process' work
  const order: number[] = [];
  let running = 0, most = 0;
  const work = Array.from({ length: 20 }, async (_, i) => {
    const release = await queued.take("k", 2, NEVER);
    most = Math.max(most, ++running);
    order.push(i);
    await Promise.resolve();
    running--;
    release();
  });
  await Promise.all(work);
  other();
  assert.deepEqual([seen.most, most], [2, 1]);
  assert.deepEqual(order, order.toSorted((a, b) => a - b));
  assert.equal(order.length, 20);
});

Deno.test("queuedSlots: who gives up while looking or waiting leaves the slots to others", async () => {
  const { slots } = watchedSlots(), queued = queuedSlots(slots);
  const other = await slots.take("k", 1, NEVER);
  const giveUp = new AbortController();
  const both = [queued.take("k", 1, giveUp.signal), queued.take("k", 1, giveUp.signal)];
  giveUp.abort(new Error("cancelled"));
  for (const one of both) await assert.rejects(one, /cancelled/);
  other();
  (await queued.take("k", 1, NEVER))();
  (await slots.take("k", 1, NEVER))();
});
