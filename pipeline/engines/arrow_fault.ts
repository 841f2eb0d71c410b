import { TaxiError } from "../../lib/errors.ts";

/** What can be wrong with an Arrow IPC stream, as the code of a {@linkcode TaxiError}. */
export type ArrowFaultCode = "malformed_arrow" | "unsupported_arrow" | "arrow_too_large";

/** A stream that cannot be read. @param found what was found, and what was expected */
export function arrowFault(code: ArrowFaultCode, found: string): TaxiError {
  return new TaxiError(`Cannot read the Arrow stream: ${found}`, { code });
}

/**
 * What `read` gives. Its metadata is a flatbuffer that nobody has verified: offsets that point beyond it end in errors
 * of JavaScript, which all mean the same.
 *
 * @throws TaxiError `malformed_arrow` in place of such an error
 */
export function unverified<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TaxiError) throw error;
    throw arrowFault("malformed_arrow", `its metadata is damaged (${(error as Error).message})`);
  }
}
