import { TaxiError } from "../../lib/errors.ts";

/** Why it cannot be listened on an address, such as `127.0.0.1:8000`, as a sentence. */
export function listenFault(address: string, cause: unknown): TaxiError {
  if (cause instanceof Deno.errors.AddrInUse) {
    return new TaxiError(`Cannot listen on ${address}: the port is in use, expected a free one`, {
      code: "port_in_use",
      hint: "--port 0",
      cause,
    });
  }
  return new TaxiError(`Cannot listen on ${address}: ${(cause as Error).message}`, {
    code: "cannot_listen",
    cause,
  });
}
