import assert from "node:assert/strict";
import { takeSlot } from "./file_slots.ts";

const NEVER = new AbortController().signal;

Deno.test("takeSlot lets so many of one key in, others of another, and more when one is given back", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const first = await takeSlot(folder, "train", 2, NEVER);
    const second = await takeSlot(folder, "train", 2, NEVER);
    (await takeSlot(folder, "ingest", 1, NEVER))();
    let entered = false;
    const third = takeSlot(folder, "train", 2, NEVER).then((release) => {
      entered = true;
      return release;
    });
    await takeSlot(folder, "other", 1, NEVER).then((release) => release());
    assert.equal(entered, false);
    first();
    (await third)();
    second();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("takeSlot ends its waiting when it is told to", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const release = await takeSlot(folder, "train", 1, NEVER), stop = new AbortController();
    const waiting = takeSlot(folder, "train", 1, stop.signal);
    stop.abort(new Error("cancelled"));
    await assert.rejects(waiting, /cancelled/);
    release();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
