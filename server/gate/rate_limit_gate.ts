import { type Problem, problem, problemResponse } from "../problem.ts";
import type { Gate } from "../request_handler.ts";
import { clientKey } from "./client_key.ts";
import { type Rate, RateLimit } from "./rate_limit.ts";

/** Asked by what watches the server: without them nobody would know why it refuses. */
const UNLIMITED: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);
const MILLISECONDS_PER_SECOND = 1000;

/** Whether a route is answered however often it is asked for. */
export function isUnlimited(route: string): boolean {
  return UNLIMITED.has(route);
}

/**
 * Refuses requests of a client that asks more often than `rate`: of the token, else of the address. A proxy's clients without
 * tokens share its address; what a client says of itself (`X-Forwarded-For`) is not believed.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function rateLimitGate(rate: Rate, now: () => number = () => performance.now()): Gate {
  const limit = new RateLimit(rate);
  const refusal = tooMany(rate);
  const policy = `"default";q=${rate.burst};w=${Math.ceil(rate.burst * rate.seconds / rate.count)}`;
  return {
    admit(_, context, route) {
      if (UNLIMITED.has(route)) return undefined;
      const wait = limit.take(context.token ?? clientKey(context.client), now());
      if (wait === 0) return undefined;
      const seconds = String(Math.ceil(wait / MILLISECONDS_PER_SECOND));
      // As draft-ietf-httpapi-ratelimit-headers-10 has them. Only refusals carry them: a client that is none pays nothing.
      return problemResponse(refusal, {
        "retry-after": seconds,
        "ratelimit-policy": policy,
        "ratelimit": `"default";r=0;t=${seconds}`,
      });
    },
  };
}

function tooMany({ count, seconds, burst }: Rate): Problem {
  return problem(
    429,
    "rate_limited",
    `The client asks too often, expected at most ${count} requests in ${seconds} s, ${burst} at once`,
  );
}
