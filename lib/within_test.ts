import assert from "node:assert/strict";
import { within } from "./within.ts";

const NEVER = 3_600_000;

Deno.test("within ends with the work, and with its fault", async () => {
  await within(Promise.resolve(), NEVER);
  await assert.rejects(within(Promise.reject(new Error("broken")), NEVER), /broken/);
});

Deno.test("within ends when the time is up", async () => {
  await within(new Promise(() => {}), 1);
});
