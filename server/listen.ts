import { TaxiError } from "../lib/errors.ts";

/** Where and until when to listen. */
export interface ListenOptions {
  /** Name or address of a network interface of this machine. */
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Ends listening when it aborts; requests under way are answered first. */
  readonly signal: AbortSignal;
  /** Called once connections are accepted, with the address that they reach. */
  readonly onListen: (address: Deno.NetAddr) => void;
  /** Milliseconds that requests under way are given to end; 8,000 unless told, within the 10 s of `docker stop`. */
  readonly drainMilliseconds?: number;
}

/** What the listener knows of a request besides itself. */
export interface RequestInfo {
  /** Who sent it. */
  readonly remoteAddr: { readonly hostname: string };
}

/** Whatever answers requests; a Hono app is one. */
export interface FetchHandler {
  /** Answers one request. */
  fetch(request: Request, info?: RequestInfo): Response | Promise<Response>;
}

const DRAIN_MILLISECONDS = 8000;

/**
 * Answers HTTP requests until `signal` aborts, lets requests under way end, then resolves: the caller can close the
 * log then. Requests that are still not answered when their time is up are left to die with the process.
 *
 * @throws TaxiError `port_in_use` or `cannot_listen` when the address cannot be had
 */
export async function listen(app: FetchHandler, options: ListenOptions): Promise<void> {
  const server = startServer(app, options);
  await aborted(options.signal);
  const timeUp = Promise.withResolvers<void>();
  const timer = setTimeout(timeUp.resolve, options.drainMilliseconds ?? DRAIN_MILLISECONDS);
  await Promise.race([server.shutdown(), timeUp.promise]);
  clearTimeout(timer);
}

function startServer(app: FetchHandler, { hostname, port, onListen }: ListenOptions): Deno.HttpServer {
  try {
    return Deno.serve({ hostname, port, onListen }, (request, info) => app.fetch(request, info));
  } catch (cause) {
    throw listenFault(`${hostname}:${port}`, cause);
  }
}

function listenFault(address: string, cause: unknown): TaxiError {
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

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
