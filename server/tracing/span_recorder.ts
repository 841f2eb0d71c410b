import { type Span, trace } from "@opentelemetry/api";
import type { Predictor } from "../../pipeline/models/predictor.ts";
import { UNKNOWN_ROUTE } from "../metrics/route_label.ts";
import type { SpanRecorder } from "./trace_gate.ts";

/** Tells the span of the request being answered what it is about. */
export interface PredictionSpans extends SpanRecorder {
  /** So many trips were answered by a model, maybe not the first of the request. */
  predicted(model: Predictor, trips: number): void;
}

/** Spans as whoever has registered with OpenTelemetry's API records them: the runtime, or `openOwnSpans`. */
export function predictionSpans(): PredictionSpans {
  const tripsOf = new WeakMap<Span, number>();
  return {
    answered(method, route) {
      const span = trace.getActiveSpan();
      if (span === undefined) return undefined;
      if (route !== UNKNOWN_ROUTE) {
        span.updateName(`${method} ${route}`).setAttribute("http.route", route);
      }
      const { traceId, spanId, traceFlags } = span.spanContext();
      return { traceId, spanId, flags: traceFlags.toString(16).padStart(2, "0") };
    },
    predicted(model, trips) {
      const span = trace.getActiveSpan();
      if (span === undefined) return;
      const all = (tripsOf.get(span) ?? 0) + trips;
      tripsOf.set(span, all);
      span.setAttributes({
        "taxi.model": model.name,
        "taxi.model_version": model.version ?? "none",
        "taxi.model_hash": model.hash,
        "taxi.trips": all,
      });
    },
  };
}

/** Whether the runtime records spans by itself: Deno does where `OTEL_DENO` is set, but not in an executable. */
export function recordsSpans(): boolean {
  return trace.getTracer("taxi").startSpan("probe").isRecording(); // never ended, so never told
}
