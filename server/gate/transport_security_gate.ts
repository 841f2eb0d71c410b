import type { Gate } from "../request_handler.ts";

/** A year, in seconds: what browsers' own lists ask for. */
const MAX_AGE = 31_536_000;

/** Tells browsers that this host is asked over TLS only, from now on; without TLS they would not believe it (RFC 6797). */
export function transportSecurityGate(): Gate {
  return { seal: ({ headers }) => headers.set("strict-transport-security", `max-age=${MAX_AGE}`) };
}
