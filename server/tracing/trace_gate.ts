import type { Gate } from "../request_handler.ts";
import { continueTrace, formatTraceParent, parseTraceParent, type TraceParent } from "./trace_parent.ts";

/** Knows the span that the runtime records of the request being answered. */
export interface SpanRecorder {
  /**
   * Names the span by its route.
   *
   * @returns its place in its trace; undefined when none is recorded
   */
  answered(method: string, route: string): TraceParent | undefined;
}

/**
 * Continues the trace of a request: the answer says in which trace, and as which span, the request was answered. There are
 * two headers for it: `traceresponse`, as the W3C drafts it (https://www.w3.org/TR/trace-context-2/#traceresponse-header),
 * and `traceparent`, which clients look for who know one name only. A request without a trace gets neither, unless
 * spans are recorded.
 *
 * @param recorder of the spans; without one the server only names its part
 */
export function traceGate(recorder?: SpanRecorder): Gate {
  return {
    seal({ headers }, request, context, route) {
      const header = request.headers.get("traceparent");
      const recorded = recorder?.answered(request.method, route);
      if (header === null && recorded === undefined) return;
      const parent = parseTraceParent(header);
      const trace = recorded ?? (parent && continueTrace(parent));
      if (trace === undefined) return;
      context.trace = trace;
      const told = formatTraceParent(trace);
      headers.set("traceparent", told);
      headers.set("traceresponse", told);
    },
  };
}
