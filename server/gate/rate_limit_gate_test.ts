import assert from "node:assert/strict";
import { fakeApp } from "../fake_app.ts";
import type { Gate } from "../request_handler.ts";
import { rateLimitGate } from "./rate_limit_gate.ts";

/** An app of 2 requests in 10 seconds for each client, on a clock that the test sets. */
function limitedApp() {
  const clock = { now: 0 };
  const byHeader: Gate = {
    admit: (request, context) => {
      context.token = request.headers.get("x-token") ?? undefined;
      return undefined;
    },
  };
  const gate = rateLimitGate({ count: 2, seconds: 10, burst: 2 }, () => clock.now);
  const app = fakeApp({ gates: [byHeader, gate] });
  const ask = async (path: string, address: string, token?: string) => {
    const headers: HeadersInit = token === undefined ? {} : { "x-token": token };
    const request = new Request(`http://taxi${path}`, { headers });
    return await app.handler.fetch(request, { remoteAddr: { hostname: address } });
  };
  return { clock, ask };
}

Deno.test("rateLimitGate answers 429 to who asks too often, with when to ask again", async () => {
  const { clock, ask } = limitedApp();
  for (const status of [200, 200, 429]) assert.equal((await ask("/zones", "192.0.2.1")).status, status);
  clock.now = 900;
  const refused = await ask("/zones", "192.0.2.1");
  assert.deepEqual(
    ["retry-after", "ratelimit", "ratelimit-policy"].map((name) => refused.headers.get(name)),
    ["5", '"default";r=0;t=5', '"default";q=2;w=10'],
  );
  const { code, detail } = await refused.json();
  assert.equal(code, "rate_limited");
  assert.equal(detail, "The client asks too often, expected at most 2 requests in 10 s, 2 at once");
  clock.now = 5000;
  for (const status of [200, 429]) assert.equal((await ask("/zones", "192.0.2.1")).status, status);
});

Deno.test("rateLimitGate counts a token wherever it is used, and others by address or network", async () => {
  const { ask } = limitedApp();
  const askers: [string, string?][] = [["192.0.2.1", "ann"], ["192.0.2.2"], ["2001:db8::1"], ["192.0.2.1"]];
  for (const [address, token] of askers) {
    for (const status of [200, 200, 429]) assert.equal((await ask("/zones", address, token)).status, status);
  }
  assert.equal((await ask("/zones", "192.0.2.9", "ann")).status, 429);
  assert.equal((await ask("/zones", "2001:db8::2")).status, 429);
  assert.equal((await ask("/zones", "2001:db8:0:1::2")).status, 200);
});

Deno.test("rateLimitGate never refuses what watches the server", async () => {
  const { ask } = limitedApp();
  for (let i = 0; i < 5; i++) {
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      assert.equal((await ask(path, "192.0.2.1")).status, 200);
    }
  }
  for (const status of [404, 404, 429]) assert.equal((await ask("/nowhere", "192.0.2.1")).status, status);
});
