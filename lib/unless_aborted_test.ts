import assert from "node:assert/strict";
import { unlessAborted } from "./unless_aborted.ts";

Deno.test("unlessAborted gives what work comes to, or the signal's reason as soon as it is aborted", async () => {
  const stop = new AbortController(), never = new Promise<never>(() => {});
  assert.equal(await unlessAborted(Promise.resolve(7), stop.signal), 7);
  await assert.rejects(unlessAborted(Promise.reject(new Error("broken")), stop.signal), /broken/);
  const waiting = unlessAborted(never, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(unlessAborted(never, stop.signal), /enough/);
});
