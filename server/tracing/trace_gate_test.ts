import assert from "node:assert/strict";
import { fakeApp } from "../fake_app.ts";
import type { AnsweredRequest } from "../request_handler.ts";
import { type SpanRecorder, traceGate } from "./trace_gate.ts";
import { parseTraceParent } from "./trace_parent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c", SPAN = "b7ad6b7169203331";
const OWN_SPAN = "53995c3f42cd8ad8";

/** The answer to a request with this `traceparent`, and the trace that it is logged under. */
async function ask(traceparent?: string, recorder?: SpanRecorder, path = "/healthz") {
  const answered: AnsweredRequest[] = [];
  const app = fakeApp({ gates: [traceGate(recorder)], onAnswer: (told) => void answered.push(told) });
  const { headers } = await app.request(path, { headers: traceparent === undefined ? {} : { traceparent } });
  return {
    told: headers.get("traceparent"),
    response: headers.get("traceresponse"),
    logged: answered[0].context.trace?.traceId,
  };
}

Deno.test("traceGate continues the trace of a request under a span of its own", async () => {
  for (const path of ["/healthz", "/no/such/path"]) {
    const { told, response, logged } = await ask(`00-${TRACE}-${SPAN}-01`, undefined, path);
    const { traceId, spanId, flags } = parseTraceParent(told)!;
    assert.deepEqual([traceId, flags, logged, response], [TRACE, "01", TRACE, told]);
    assert.notEqual(spanId, SPAN);
  }
});

Deno.test("traceGate leaves a request alone that has no trace, or a broken one", async () => {
  for (const header of [undefined, "", "nonsense", `00-${"0".repeat(32)}-${SPAN}-01`]) {
    assert.deepEqual(await ask(header), { told: null, response: null, logged: undefined });
  }
});

Deno.test("traceGate tells the span that is recorded, of a request without a trace too", async () => {
  const named: string[] = [];
  const recorder: SpanRecorder = {
    answered(method, route) {
      named.push(`${method} ${route}`);
      return { traceId: TRACE, spanId: OWN_SPAN, flags: "01" };
    },
  };
  const told = `00-${TRACE}-${OWN_SPAN}-01`;
  assert.deepEqual(await ask(undefined, recorder), { told, response: told, logged: TRACE });
  assert.deepEqual(await ask(`00-${TRACE}-${SPAN}-01`, recorder), { told, response: told, logged: TRACE });
  assert.deepEqual(named, ["GET /healthz", "GET /healthz"]);
});
