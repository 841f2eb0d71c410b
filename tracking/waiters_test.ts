import assert from "node:assert/strict";
import { createWaiters } from "./waiters.ts";

Deno.test("wait ends when it holds: at once, at a check, and for all for whom it does", async () => {
  const { wait, check } = createWaiters();
  let value = 1;
  assert.equal(await wait(() => value === 1), true);
  const two = wait(() => value >= 2), again = wait(() => value >= 2, 60_000), three = wait(() => value >= 3);
  check();
  value = 2;
  check();
  assert.deepEqual(await Promise.all([two, again]), [true, true]);
  assert.equal(await Promise.race([three, Promise.resolve("still waiting")]), "still waiting");
  value = 3;
  check();
  assert.equal(await three, true);
});

Deno.test("wait ends in time, and says whether it holds then", async () => {
  const { wait } = createWaiters();
  let held = false;
  assert.equal(await wait(() => held, 1), false);
  const waiting = wait(() => held, 1);
  held = true;
  assert.equal(await waiting, true);
});
