import type { Gate } from "../request_handler.ts";

/** MLflow's own words, by which people find what to do. */
const FOREIGN_HOST = "Invalid Host header - possible DNS rebinding attack detected";
const FOREIGN_ORIGIN = "Cross-origin request blocked";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);
/** Addresses of this machine and of networks that are nobody else's. */
const PRIVATE =
  /^(?:localhost|127(?:\.\d{1,3}){3}|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|\[::1\])$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What is let in besides private addresses. */
export interface HostGateOptions {
  /** Whether a route is guarded. */
  readonly guards: (route: string) => boolean;
  /** Names by which the server is asked, such as `taxi.example.org`. */
  readonly hosts: Iterable<string>;
  /** Origins whose pages may ask, such as `https://maps.example.org`. */
  readonly origins: Iterable<string>;
}

/**
 * Keeps foreign pages out of what has no token of its own to tell who asks: a page whose name was made to mean this machine
 * (DNS rebinding) is known by the name in `Host`, and a page that writes here from elsewhere by its `Origin`. Programs send no
 * `Origin`, and the name that they were given.
 */
export function hostGate({ guards, hosts, origins }: HostGateOptions): Gate {
  const names = new Set([...hosts].map((host) => host.toLowerCase()));
  const allowed = new Set(origins);
  return {
    admit(request, _context, route) {
      if (!guards(route)) return undefined;
      const asked = splitHost(request.headers.get("host") ?? new URL(request.url).host);
      if (!PRIVATE.test(asked.name) && !names.has(asked.name)) return refusal(FOREIGN_HOST);
      const origin = request.headers.get("origin");
      if (origin === null || READING.has(request.method) || allowed.has(origin)) return undefined;
      return isSame(origin, asked) ? undefined : refusal(FOREIGN_ORIGIN);
    },
    seal({ headers }, _request, _context, route) {
      if (guards(route)) headers.set("x-frame-options", "SAMEORIGIN");
    },
  };
}

interface Asked {
  readonly name: string;
  readonly port: string;
}

function splitHost(host: string): Asked {
  const [, name, port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host.trim().toLowerCase()) ?? [, "", ""];
  return { name: name ?? "", port };
}

/** Names of this machine are one and the same. */
function isSame(origin: string, asked: Asked): boolean {
  const url = URL.parse(origin);
  if (url === null) return false;
  const from = splitHost(url.host), usual = url.protocol === "https:" ? "443" : "80";
  if ((from.port || usual) !== (asked.port || usual)) return false;
  return from.name === asked.name || (LOOPBACK.test(from.name) && LOOPBACK.test(asked.name));
}

function refusal(text: string): Response {
  return new Response(text, { status: 403, headers: { "content-type": "text/plain; charset=utf-8" } });
}
