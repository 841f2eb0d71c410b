import assert from "node:assert/strict";
import { fakeApp } from "../fake_app.ts";
import { AcceptedTokens } from "./accepted_tokens.ts";
import { corsGate } from "./cors_gate.ts";
import { hashOf, mintToken } from "./token.ts";
import { tokenGate } from "./token_gate.ts";

const ORIGIN = "https://maps.example.org";
const TOKEN = mintToken();
const tokens = new AcceptedTokens([{ name: "ann", sha256: hashOf(TOKEN).toHex(), created_at: "" }]);
const { request, logged } = fakeApp({
  gates: [corsGate([ORIGIN, "http://localhost:5173"]), tokenGate(tokens)],
});

function preflight(origin: string): Promise<Response> {
  return request("/predict", {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });
}

Deno.test("corsGate answers a listed origin's preflight, which carries no token", async () => {
  for (const origin of [ORIGIN, "http://localhost:5173"]) {
    const response = await preflight(origin);
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("access-control-allow-origin"), origin);
    assert.match(response.headers.get("access-control-allow-methods")!, /\bPOST\b/);
    assert.match(response.headers.get("access-control-allow-headers")!, /\bauthorization, content-type\b/);
    assert.equal(response.headers.get("access-control-max-age"), "7200");
    assert.equal(response.headers.get("access-control-allow-credentials"), null);
    assert.equal(response.headers.get("vary"), "Origin");
  }
});

Deno.test("corsGate refuses the preflight of any other origin", async () => {
  for (
    const origin of [
      "https://maps.example.org.evil.example",
      "http://maps.example.org",
      "null",
      `${ORIGIN}:8443`,
    ]
  ) {
    const response = await preflight(origin);
    assert.equal(response.status, 403, origin);
    assert.equal((await response.json()).code, "origin_not_allowed");
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.equal(response.headers.get("vary"), "Origin");
  }
});

Deno.test("corsGate lets a listed origin read any answer and its request id, refusals too", async () => {
  for (const [authorization, status] of [[`Bearer ${TOKEN}`, 200], ["Bearer x", 401]] as const) {
    const response = await request("/predict", {
      method: "POST",
      body: JSON.stringify({ PULocationID: 161, DOLocationID: 236 }),
      headers: { "content-type": "application/json", authorization, origin: ORIGIN },
    });
    assert.equal(response.status, status);
    assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
    assert.match(response.headers.get("access-control-expose-headers")!, /^x-request-id\b/);
  }
  assert.equal(logged.length, 1);
});

Deno.test("corsGate tells other origins and no origin nothing, save that answers differ", async () => {
  const cases: Record<string, string>[] = [{}, { origin: "https://evil.example" }];
  for (const headers of cases) {
    const response = await request("/healthz", { headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.equal(response.headers.get("access-control-expose-headers"), null);
    assert.equal(response.headers.get("vary"), "Origin");
  }
});

Deno.test("corsGate leaves an OPTIONS that is no preflight to the others", async () => {
  assert.equal((await request("/predict", { method: "OPTIONS", headers: { origin: ORIGIN } })).status, 401);
  const asked = { "access-control-request-method": "POST" };
  assert.equal((await request("/predict", { method: "OPTIONS", headers: asked })).status, 401);
});
