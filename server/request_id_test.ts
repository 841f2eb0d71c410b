import assert from "node:assert/strict";
import { requestId } from "./request_id.ts";

Deno.test("requestId begins with the time, as RFC 9562's own example of version 7 does", () => {
  assert.match(requestId(0x017f22e279b0), /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

Deno.test("requestId grows with time and is never the same twice", () => {
  const early = requestId(999), late = requestId(1000);
  assert.ok(early < late);
  assert.equal(new Set(Array.from({ length: 1000 }, () => requestId(1000))).size, 1000);
});
