import { type Context, context, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { asksForSpans } from "./telemetry.ts";
import { parseTraceParent } from "./trace_parent.ts";

/** Records spans of work that nobody asked for over HTTP. */
export interface WorkSpans extends AsyncDisposable {
  /**
   * Does `work` inside a span, which is below that of the work around it and ends with it. What it throws, or tells by `fail`, marks
   * the span.
   */
  around<T>(
    name: string,
    attributes: Readonly<Record<string, string | number>>,
    work: (fail: (error: unknown) => void) => Promise<T>,
  ): Promise<T>;
}

/**
 * Records spans where the environment asks for it, as a server does. Work that another program has begun is told by `TRACEPARENT`.
 *
 * @param environment value of an environment variable
 * @param version of the program
 */
export async function openWorkSpans(
  environment: (name: string) => string | undefined,
  version: string,
): Promise<WorkSpans | undefined> {
  if (!asksForSpans(environment)) return undefined;
  const { recordsSpans } = await import("./span_recorder.ts");
  const close = recordsSpans()
    ? () => Promise.resolve()
    : (await import("./own_spans.ts")).registerSpans(version);
  const tracer = trace.getTracer("taxi", version), caller = callerOf(environment("TRACEPARENT"));
  return {
    around(name, attributes, work) {
      const parent = trace.getActiveSpan() === undefined ? caller : context.active();
      const span = tracer.startSpan(name, { attributes }, parent);
      return context.with(trace.setSpan(parent, span), async () => {
        const fail = (error: unknown) =>
          void span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
        try {
          return await work(fail);
        } catch (error) {
          fail(error);
          throw error;
        } finally {
          span.end();
        }
      });
    },
    [Symbol.asyncDispose]: close,
  };
}

function callerOf(traceParent: string | undefined): Context {
  const told = parseTraceParent(traceParent ?? null);
  if (told === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = told;
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId },
    traceFlags: parseInt(flags, 16),
    isRemote: true,
  });
}
