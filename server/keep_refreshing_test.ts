import assert from "node:assert/strict";
import { keepRefreshing } from "./keep_refreshing.ts";

Deno.test("keepRefreshing calls again and again, one at a time, until it is stopped", async () => {
  const stop = new AbortController();
  const enough = Promise.withResolvers<void>();
  let calls = 0, underWay = 0;
  const refresh = async () => {
    assert.equal(++underWay, 1);
    await new Promise((resolve) => setTimeout(resolve, 3)); // longer than from one call to the next
    underWay--;
    if (++calls === 5) enough.resolve();
  };
  const awake = setInterval(() => {}, 1000); // the timer under test keeps nothing alive
  keepRefreshing(refresh, { milliseconds: 1, signal: stop.signal });
  await enough.promise;
  stop.abort();
  while (underWay > 0) await new Promise((resolve) => setTimeout(resolve));
  clearInterval(awake);
  const called = calls;
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(calls, called);
});

Deno.test("keepRefreshing does nothing once it was stopped before", async () => {
  keepRefreshing(() => assert.fail("called"), { milliseconds: 1, signal: AbortSignal.abort() });
  await new Promise((resolve) => setTimeout(resolve, 10));
});
