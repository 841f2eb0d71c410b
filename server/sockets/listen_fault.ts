import { TaxiError } from "../../lib/errors.ts";

/** Why it cannot be listened on an address, such as `127.0.0.1:8000`, as a sentence. @param tls it was to be HTTPS */
export function listenFault(address: string, cause: unknown, tls: boolean): TaxiError {
  if (cause instanceof Deno.errors.AddrInUse) {
    return new TaxiError(`Cannot listen on ${address}: the port is in use, expected a free one`, {
      code: "port_in_use",
      hint: "--port 0",
      cause,
    });
  }
  const { message } = cause as Error;
  if (tls && !message.includes("os error")) {
    return new TaxiError(`Cannot serve HTTPS with this certificate and key: ${tlsReason(message)}`, {
      code: "tls",
      cause,
    });
  }
  return new TaxiError(`Cannot listen on ${address}: ${message}`, {
    code: "cannot_listen",
    cause,
  });
}

/** In the words of a person who has two files; else in those of the TLS library. */
function tlsReason(message: string): string {
  if (message.includes("KeyMismatch")) return "the key is not that of the certificate";
  return message[0].toLowerCase() + message.slice(1);
}
