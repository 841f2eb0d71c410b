import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { getPath } from "hono/utils/url";
import { within } from "../../lib/within.ts";
import type { FetchHandler } from "../listen.ts";
import { parseTraceParent } from "./trace_parent.ts";

// Deno settles when an executable is compiled whether it ever records spans (https://github.com/denoland/deno/issues/28839),
// and one that does records them always. So an executable records its own, when it is told to as Deno would be.

/** Records spans in place of the runtime. */
export interface OwnSpans {
  /** The handler, each of its requests inside a span, which continues the request's trace. */
  around(handler: FetchHandler): FetchHandler;
  /** Sends what is left to the collector, unless it does not take it within a moment. Never rejects. */
  close(): Promise<void>;
}

const SERVER_FAULT = 500;
/** The packages would try again for longer than `docker stop` waits. */
const CLOSE_MILLISECONDS = 1000;

/**
 * Begins to record, and to send over OTLP as OpenTelemetry's own environment variables say. To be called once in a process.
 *
 * @param version of the program
 */
export function openOwnSpans(version: string): OwnSpans {
  const close = registerSpans(version);
  const tracer = trace.getTracer("taxi", version);
  return {
    around: (handler) => ({
      fetch(request, info) {
        const parent = parentOf(request);
        const span = tracer.startSpan(
          request.method,
          { kind: SpanKind.SERVER, attributes: told(request) },
          parent,
        );
        return context.with(trace.setSpan(parent, span), async () => {
          try {
            const response = await handler.fetch(request, info);
            end(span, response.status);
            return response;
          } catch (fault) {
            end(span, SERVER_FAULT);
            throw fault;
          }
        });
      },
    }),
    close,
  };
}

/** Makes this process record spans. @returns what sends those that are left, unless the collector does not take them within a moment */
export function registerSpans(version: string): () => Promise<void> {
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "taxi", "service.version": version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return () => within(provider.shutdown().catch(() => {}), CLOSE_MILLISECONDS); // lost spans delay no end
}

function parentOf(request: Request) {
  const told = parseTraceParent(request.headers.get("traceparent"));
  if (told === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = told;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16),
    isRemote: true,
  });
}

/** Named as https://opentelemetry.io/docs/specs/semconv/http/http-spans/ does; not the query, which may hold secrets. */
function told(request: Request): Attributes {
  return { "http.request.method": request.method, "url.path": getPath(request), "url.scheme": "http" };
}

function end(span: Span, status: number): void {
  span.setAttribute("http.response.status_code", status);
  if (status >= SERVER_FAULT) {
    span.setAttribute("error.type", String(status)).setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
