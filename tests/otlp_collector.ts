/** A span as a collector gets it. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Of the caller; empty or absent when there is none. */
  readonly parentSpanId?: string;
  readonly kind: number;
  /** 2 for an error. */
  readonly status: { readonly code?: number };
  /** Values by name, numbers as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Who sent it. */
  readonly resource: Readonly<Record<string, string>>;
}

/** OTLP's JSON, as far as it is read here: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface Told {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans:
        readonly (Omit<CollectedSpan, "attributes" | "resource"> & { attributes: readonly Attribute[] })[];
    }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number>>;
}

/** A collector of OpenTelemetry on this machine that keeps spans and lets go of everything else. */
export interface OtlpCollector extends AsyncDisposable {
  /** Environment of a process that is to send its spans here. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves with the spans once there are as many. */
  spans(count: number): Promise<readonly CollectedSpan[]>;
}

/** Starts a collector on a free port. */
export function startCollector(): OtlpCollector {
  const collected: CollectedSpan[] = [];
  let arrived = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const told = await request.json();
    if (new URL(request.url).pathname === "/v1/traces") {
      collected.push(...spansOf(told));
      arrived.resolve();
      arrived = Promise.withResolvers();
    }
    return Response.json({});
  });
  return {
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_SERVICE_NAME: "fares",
    },
    async spans(count) {
      while (collected.length < count) await arrived.promise;
      return collected;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function spansOf({ resourceSpans }: Told): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: valuesOf(span.attributes),
        resource: valuesOf(resource.attributes),
      }))
    )
  );
}

function valuesOf(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
