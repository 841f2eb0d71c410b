import type { FetchHandler } from "../listen.ts";
import type { PredictionSpans } from "./span_recorder.ts";

/** Records spans of what a server answers. */
export interface Telemetry extends AsyncDisposable {
  /** Tells the spans what they are about. */
  readonly spans: PredictionSpans;
  /** The handler, each of its requests inside a span. */
  around(handler: FetchHandler): FetchHandler;
}

/** Whether the environment asks for spans as Deno would have it. */
export function asksForSpans(environment: (name: string) => string | undefined): boolean {
  return environment("OTEL_DENO") === "true" && environment("OTEL_SDK_DISABLED") !== "true" &&
    environment("OTEL_DENO_TRACING") !== "false";
}

/**
 * Records spans where the environment asks for it as Deno would have it: `OTEL_DENO=true`, unless `OTEL_SDK_DISABLED` or
 * `OTEL_DENO_TRACING` say otherwise. Code of OpenTelemetry is loaded only then.
 *
 * @param environment value of an environment variable
 * @param version of the program
 * @returns undefined where nobody asks for spans
 */
export async function openTelemetry(
  environment: (name: string) => string | undefined,
  version: string,
): Promise<Telemetry | undefined> {
  if (!asksForSpans(environment)) return undefined;
  const { predictionSpans, recordsSpans } = await import("./span_recorder.ts");
  const spans = predictionSpans();
  if (recordsSpans()) {
    return { spans, around: (handler) => handler, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const { openOwnSpans } = await import("./own_spans.ts");
  const own = openOwnSpans(version);
  return { spans, around: own.around, [Symbol.asyncDispose]: own.close };
}
