import { sleep } from "../lib/sleep.ts";
import { ServedPort, type ServedPortOptions } from "./sockets/served_port.ts";

/** Where and until when to listen. */
export interface ListenOptions extends ServedPortOptions {
  /** Ends listening when it aborts; requests under way are answered first. */
  readonly signal: AbortSignal;
  /** Milliseconds that requests under way are given to end; 8,000 unless told, within the 10 s of `docker stop`. */
  readonly drainMilliseconds?: number;
  /**
   * Milliseconds after the signal in which connections are still accepted, none unless told: whoever sends requests here may
   * need a while to learn that it should no more.
   */
  readonly drainDelayMilliseconds?: number;
  /** Called when the signal has come, before anything else is done about it. */
  readonly onDrain?: () => void;
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
  const { signal, drainMilliseconds = DRAIN_MILLISECONDS, drainDelayMilliseconds = 0, onDrain } = options;
  const port = new ServedPort((request, info) => app.fetch(request, info), options);
  await aborted(signal);
  onDrain?.();
  port.endConnections();
  if (drainDelayMilliseconds > 0) await sleep(drainDelayMilliseconds);
  await port.close(drainMilliseconds);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
