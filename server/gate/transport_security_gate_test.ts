import assert from "node:assert/strict";
import { fakeApp } from "../fake_app.ts";
import { transportSecurityGate } from "./transport_security_gate.ts";

Deno.test("transportSecurityGate asks for TLS for a year, in every answer", async () => {
  const { request } = fakeApp({ gates: [transportSecurityGate()] });
  for (const path of ["/healthz", "/", "/nowhere"]) {
    assert.equal((await request(path)).headers.get("strict-transport-security"), "max-age=31536000");
  }
});
