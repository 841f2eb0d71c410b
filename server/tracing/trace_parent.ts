/** The place of a request in its trace: https://www.w3.org/TR/trace-context-2/#traceparent-header */
export interface TraceParent {
  /** 32 lower-case hex digits, not all 0. */
  readonly traceId: string;
  /** The span of whoever asked: 16 lower-case hex digits, not all 0. */
  readonly spanId: string;
  /** Two hex digits: bit 0 when the caller records the trace, bit 1 when the id is random. */
  readonly flags: string;
}

/** Version 00 has exactly these fields; later ones may add more behind them. */
const TRACE_PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[\x21-\x7e]*)?$/;

const NO_TRACE = "0".repeat(32), NO_SPAN = "0".repeat(16);
const NO_VERSION = "ff";
/** The flags of version 00; a caller's other bits must not be handed on. */
const KNOWN_FLAGS = 0b11;
const SPAN_BYTES = 8;
/** Longer headers are not looked at. */
const MAX_LENGTH = 512;

/**
 * Reads a `traceparent` header. As the specification asks, one that breaks its rules is as good as none.
 *
 * @returns undefined when there is none
 */
export function parseTraceParent(header: string | null): TraceParent | undefined {
  if (header === null || header.length > MAX_LENGTH) return undefined;
  const fields = TRACE_PARENT.exec(header);
  if (fields === null) return undefined;
  const [, version, traceId, spanId, flags, more] = fields;
  if (version === NO_VERSION || version === "00" && more !== undefined) return undefined;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return { traceId, spanId, flags: (parseInt(flags, 16) & KNOWN_FLAGS).toString(16).padStart(2, "0") };
}

/** The header of version 00 that says so. */
export function formatTraceParent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** The same trace, one step further: a span of its own that nobody else has. */
export function continueTrace(parent: TraceParent): TraceParent {
  return { ...parent, spanId: newSpanId() };
}

function newSpanId(): string {
  const id = crypto.getRandomValues(new Uint8Array(SPAN_BYTES)).toHex();
  return id === NO_SPAN ? newSpanId() : id;
}
