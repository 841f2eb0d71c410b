import assert from "node:assert/strict";
import { FAKE_NOW, fakeApp } from "../fake_app.ts";
import type { AnsweredRequest } from "../request_handler.ts";
import { TRIP_EXAMPLE } from "../trip_body.ts";
import { AcceptedTokens } from "./accepted_tokens.ts";
import { hashOf, mintToken } from "./token.ts";
import { isOpen, tokenGate } from "./token_gate.ts";

const TOKEN = mintToken();
const ANN = { name: "ann", sha256: hashOf(TOKEN).toHex(), created_at: new Date(FAKE_NOW).toISOString() };

function guardedApp(tokens = new AcceptedTokens([ANN])) {
  const answered: AnsweredRequest[] = [];
  return { ...fakeApp({ gates: [tokenGate(tokens)], onAnswer: (one) => answered.push(one) }), answered };
}

function predict(headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    body: JSON.stringify(TRIP_EXAMPLE),
    headers: { "content-type": "application/json", ...headers },
  };
}

Deno.test("tokenGate lets in who has a token, and tells whose it is", async () => {
  const { request, logged, answered } = guardedApp();
  for (let round = 0; round < 2; round++) {
    const response = await request("/predict", predict({ authorization: `Bearer ${TOKEN}` }));
    assert.equal(response.status, 200);
  }
  assert.equal(logged.length, 2);
  assert.deepEqual(answered.map(({ context }) => context.client), ["ann", "ann"]);
});

Deno.test("tokenGate answers 401 to who has none, with how to show one, and predicts nothing", async () => {
  const { request, logged } = guardedApp();
  const cases = [
    [{}, "token_missing", 'Bearer realm="taxi"'],
    [
      { authorization: `Bearer ${mintToken()}` },
      "token_unknown",
      'Bearer realm="taxi", error="invalid_token"',
    ],
    [{ authorization: "Basic YTpi" }, "token_unknown", 'Bearer realm="taxi", error="invalid_token"'],
  ] as const;
  for (const [headers, code, challenge] of cases) {
    const response = await request("/predict", predict(headers));
    assert.equal(response.status, 401);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(response.headers.get("www-authenticate"), challenge);
    assert.ok(response.headers.has("x-request-id"));
    assert.equal((await response.json()).code, code);
  }
  assert.deepEqual(logged, []);
});

Deno.test("tokenGate guards every route but health, the pages with their files, and the map", async () => {
  const { app, request } = guardedApp();
  const open = new Set<string>(), guarded = new Set<string>();
  for (const { path, method } of app.routes) {
    const response = await request(path, { method: method === "ALL" ? "GET" : method });
    await response.body?.cancel();
    assert.equal(response.status === 401, !isOpen(path), path);
    (response.status === 401 ? guarded : open).add(path);
  }
  assert.ok(
    [...open].every((path) =>
      /^\/((docs|playground).*|monitoring(\/judgement|\.js|\.css)?|healthz|readyz|openapi\.json|zones)?$/
        .test(path)
    ),
  );
  for (const path of ["/predict", "/predict/batch", "/actuals", "/metrics", "/monitoring/content"]) {
    assert.ok(guarded.has(path), path);
  }
  for (const path of ["/nowhere", "//healthz", "/healthz/", "/docs/../predict", "/%70redict"]) {
    assert.equal((await request(new Request(`http://taxi${path}`))).status, 401, path);
  }
});

Deno.test("tokenGate opens no path that is not bound", () => {
  const { app } = guardedApp();
  const bound = new Set(app.routes.map(({ path }) => path));
  for (const path of ["/healthz", "/readyz", "/", "/docs", "/docs/start.js", "/openapi.json", "/zones"]) {
    assert.ok(bound.has(path) && isOpen(path), path);
  }
});

Deno.test("tokenGate lets everybody in until there is a token", async () => {
  const tokens = new AcceptedTokens([]);
  const { request } = guardedApp(tokens);
  assert.equal((await request("/predict", predict())).status, 200);
  tokens.replace([ANN]);
  assert.equal((await request("/predict", predict())).status, 401);
  tokens.replace([]);
  assert.equal((await request("/predict", predict({ authorization: `Bearer ${TOKEN}` }))).status, 401);
});
