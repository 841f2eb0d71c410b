import assert from "node:assert/strict";
import { fakeApp } from "./fake_app.ts";

const { request } = fakeApp({ bodyLimits: { milliseconds: 20, maxBytes: 1_000_000, maxRows: 2 } });
const TRIP = { PULocationID: 161, DOLocationID: 236 };
const ACTUAL = { request_id: "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", duration: 3 };

function post(path: string, body: BodyInit): Promise<Response> {
  return request(path, { method: "POST", body, headers: { "content-type": "application/json" } });
}

for (const [path, row] of [["/predict/batch", TRIP], ["/actuals", ACTUAL]] as const) {
  Deno.test(`POST ${path} takes as many rows and bytes as it is told, in as much time`, async () => {
    assert.equal((await post(path, JSON.stringify([row, row]))).status, 200);
    const rows = await (await post(path, JSON.stringify([row, row, row]))).json();
    assert.deepEqual([rows.status, rows.code], [422, "invalid_body"]);
    assert.match(rows.detail, /found an array of 3, expected an array of at most 2 (trips|actuals)$/);
    const bytes = await (await post(path, new Blob([" ".repeat(1_000_001)]).stream())).json();
    assert.deepEqual([bytes.status, bytes.code], [413, "body_too_large"]);
    const never = new ReadableStream({ pull: () => new Promise<void>(() => {}) });
    const slow = await post(path, never);
    assert.deepEqual([slow.status, (await slow.json()).code], [408, "body_timeout"]);
    assert.equal(slow.headers.get("connection"), "close");
  });
}

Deno.test("POST /predict gives its body as much time as it is told", async () => {
  const slow = await post("/predict", new ReadableStream({ pull: () => new Promise<void>(() => {}) }));
  assert.deepEqual([slow.status, (await slow.json()).code], [408, "body_timeout"]);
});

Deno.test("GET /openapi.json tells how many rows are taken", async () => {
  const text = await (await request("/openapi.json")).text();
  assert.match(text, /A JSON array has at most 2 trips/);
  assert.equal(text.match(/"maxItems": ?2\b/g)?.length, 2);
});
