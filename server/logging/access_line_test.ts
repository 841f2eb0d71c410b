import assert from "node:assert/strict";
import fc from "fast-check";
import { FAKE_NOW, fakeApp } from "../fake_app.ts";
import type { AnsweredRequest } from "../request_handler.ts";
import { RequestContext } from "../request_context.ts";
import { TRIP_EXAMPLE } from "../trip_body.ts";
import { accessLine, type LogFormat } from "./access_line.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
// deno-lint-ignore no-control-regex -- what may not be in a line
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
const TIME = new Date(FAKE_NOW).toISOString();

/** The lines of an app that has answered these requests, each in half a millisecond. */
async function linesOf(format: LogFormat, requests: readonly Request[]): Promise<string[]> {
  const lines: string[] = [], line = accessLine(format);
  let time = 0;
  const app = fakeApp({ onAnswer: (answered) => void lines.push(line(answered)), now: () => time += 0.5 });
  for (const request of requests) await (await app.request(request)).body?.cancel();
  return lines;
}

const predict = (headers: Record<string, string> = {}) =>
  new Request("http://taxi/predict?secret=of-the-client", {
    method: "POST",
    body: JSON.stringify(TRIP_EXAMPLE),
    headers: { "content-type": "application/json", authorization: "Bearer taxi_secret", ...headers },
  });

Deno.test("accessLine of json tells who was answered what, without query, header or body", async () => {
  const [line] = await linesOf("json", [predict()]);
  const { request_id, ...told } = JSON.parse(line);
  assert.match(request_id, /^[0-9a-f-]{36}$/);
  assert.deepEqual(told, {
    time: TIME,
    level: "info",
    message: "answered",
    method: "POST",
    route: "/predict",
    path: "/predict",
    status: 200,
    seconds: 0.0005,
    client: "192.0.2.1",
  });
});

Deno.test("accessLine of text is one line for people", async () => {
  const [line] = await linesOf("text", [predict()]);
  const [id] = /[0-9a-f-]{36}$/.exec(line)!;
  assert.equal(line, `${TIME} POST /predict 200 0.5ms 192.0.2.1 ${id}`);
});

Deno.test("accessLine names the trace of a request that has one", () => {
  const context = new RequestContext(FAKE_NOW, () => "::1");
  context.trace = { traceId: TRACE, spanId: "b7ad6b7169203331", flags: "01" };
  const answered = {
    request: new Request("http://taxi/"),
    context,
    route: "/",
    status: 503,
    seconds: 1.23456789,
  };
  const { trace_id, level, seconds } = JSON.parse(accessLine("json")(answered));
  assert.deepEqual([trace_id, level, seconds], [TRACE, "error", 1.234568]);
  assert.equal(
    accessLine("text")(answered),
    `${TIME} GET / 503 1234.568ms ::1 ${context.id} ${TRACE}`,
  );
});

Deno.test("accessLine cuts a path that is endless", async () => {
  const [line] = await linesOf("json", [new Request(`http://taxi/${"x".repeat(60_000)}`)]);
  assert.deepEqual(JSON.parse(line).path, `/${"x".repeat(255)}...`);
  assert.equal(JSON.parse(line).route, "unknown");
});

Deno.test("accessLine cannot be made to write a second line, whatever a client sends or is called", () => {
  const evil = fc.constantFrom("\n", "\r", "\t", "\x1b[31m", "\x9b", "\u2028", '"', "\\", "}", " ", "a");
  const anything = fc.string({
    unit: fc.oneof(evil, fc.nat(0xffff).map((code) => String.fromCharCode(code))),
  });
  fc.assert(fc.property(anything, anything, anything, (path, method, client) => {
    const context = new RequestContext(FAKE_NOW, () => client);
    const request = { url: `http://taxi/${path.replaceAll(/[?#]/g, "")}`, method } as Request;
    const answered: AnsweredRequest = { request, context, route: "unknown", status: 404, seconds: 0 };
    const line = accessLine("json")(answered);
    assert.doesNotMatch(line, CONTROL);
    const told = JSON.parse(line);
    assert.deepEqual([told.method, told.client], [method, client]);
    const text = accessLine("text")(answered);
    assert.doesNotMatch(text, CONTROL);
    assert.ok(text.startsWith(`${TIME} `));
  }));
});
