import assert from "node:assert/strict";
import { isLoopback } from "./listen_policy.ts";

Deno.test("isLoopback knows addresses that only this machine reaches, and trusts no other name", () => {
  for (
    const host of ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost", "LOCALHOST", "::ffff:127.0.0.1"]
  ) {
    assert.equal(isLoopback(host), true, host);
  }
  const others = [
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "127.0.0.1.example",
    "localhost.example",
    "1127.0.0.1",
    "::2",
    "",
  ];
  for (const host of others) assert.equal(isLoopback(host), false, host);
});
