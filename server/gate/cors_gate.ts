import { problem, problemResponse } from "../problem.ts";
import type { Gate } from "../request_handler.ts";

/** Seconds for which a browser need not ask again; Chromium keeps no answer for longer than two hours. */
const MAX_AGE = 7200;
/** Every header that the API reads and a page may not send unasked. */
const ALLOWED_HEADERS = "authorization, content-type, x-split-key, traceparent, tracestate";
/** Every header that the API answers and a page may not read unasked. */
const EXPOSED_HEADERS = "x-request-id, traceparent, traceresponse, retry-after, ratelimit, ratelimit-policy";
const ASKED = "access-control-request-method";

const REFUSAL = problem(
  403,
  "origin_not_allowed",
  "Pages of this origin may not ask, expected one that taxi serve was given by --cors-origin",
);

/**
 * Lets pages of these origins, and no others, ask the API from a browser, by the Fetch standard's CORS protocol
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). Stands before the token gate, because a browser asks whether it may
 * send a token without sending it. Cookies and such are never allowed: the API knows none.
 *
 * @param origins such as `https://maps.example.org`, as browsers write them
 */
export function corsGate(origins: Iterable<string>): Gate {
  const allowed = new Set(origins);
  return {
    admit(request) {
      if (request.method !== "OPTIONS" || !request.headers.has(ASKED)) return undefined;
      const origin = request.headers.get("origin");
      if (origin === null) return undefined;
      if (!allowed.has(origin)) return problemResponse(REFUSAL);
      return new Response(null, {
        status: 204,
        headers: {
          "access-control-allow-methods": "GET, HEAD, POST",
          "access-control-allow-headers": ALLOWED_HEADERS,
          "access-control-max-age": String(MAX_AGE),
        },
      });
    },
    seal({ headers }, request) {
      headers.append("vary", "Origin"); // else a cache would give one origin's answer to another
      const origin = request.headers.get("origin");
      if (origin === null || !allowed.has(origin)) return;
      headers.set("access-control-allow-origin", origin);
      headers.set("access-control-expose-headers", EXPOSED_HEADERS);
    },
  };
}
