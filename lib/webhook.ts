import { TaxiError, UsageError } from "./errors.ts";
import { sleep } from "./sleep.ts";

/** What can be different in {@linkcode postWebhook}. */
export interface WebhookOptions {
  /** Signs the body, where given. */
  readonly secret?: string;
  /** Milliseconds in which an answer must begin; 10,000 unless told. */
  readonly timeout?: number;
  /** Waits between two attempts; by the clock unless told. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Before the second, third and fourth attempt, milliseconds. */
const BACKOFF = [1000, 4000, 15_000];
const TIMEOUT = 10_000;
/** Another attempt may fare better: too slow, too many, and the server's own faults. */
const PASSING = (status: number) => status === 408 || status === 429 || status >= 500;

/** Reads the address of a webhook. What is refused is not repeated: an address can be a secret. @throws UsageError */
export function parseWebhook(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
    return url;
  }
  throw new UsageError(
    "Cannot read the address of the webhook: expected http:// or https:// without a user and password",
  );
}

/** What may be said of a webhook's address: its path and query can be a secret. */
export function webhookTitle(url: URL): string {
  return url.origin;
}

/**
 * Posts JSON to an address and waits for a success (2xx). A connection that fails, an answer that takes too long and one of 408, 429
 * or 5xx are tried again, four times in all; redirects are not followed. With a secret the body's HMAC with SHA-256 goes along as
 * `X-Taxi-Signature: sha256=HEX`. Attempts of one delivery share their `X-Taxi-Delivery`.
 *
 * @throws TaxiError `webhook`, which tells no more of the address than its origin
 */
export async function postWebhook(url: URL, body: object, options: WebhookOptions = {}): Promise<void> {
  const { secret, timeout = TIMEOUT, wait = sleep } = options;
  const text = JSON.stringify(body);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "taxi",
    "x-taxi-delivery": crypto.randomUUID(),
    ...(secret === undefined ? {} : { "x-taxi-signature": await signature(secret, text) }),
  };
  let fault = "";
  for (const pause of [0, ...BACKOFF]) {
    if (pause > 0) await wait(pause);
    const answer = await attempt(url, { method: "POST", headers, body: text }, timeout);
    if (answer === undefined) return;
    fault = answer.fault;
    if (!answer.passing) break;
  }
  throw new TaxiError(`Cannot notify the webhook at ${webhookTitle(url)}: ${fault}`, { code: "webhook" });
}

/** HMAC with SHA-256 of a body, as its header has it. */
export async function signature(secret: string, body: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const hash = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), hash, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(body)));
  return `sha256=${mac.toHex()}`;
}

/** One attempt: what was wrong with it, and whether that may pass; undefined when nothing was. */
async function attempt(
  url: URL,
  init: RequestInit,
  timeout: number,
): Promise<{ readonly fault: string; readonly passing: boolean } | undefined> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: abort.signal });
    await response.body?.cancel();
    if (response.ok) return undefined;
    return { fault: `it answered ${response.status}`, passing: PASSING(response.status) };
  } catch { // the error's own words have the whole address
    const fault = abort.signal.aborted ? `no answer within ${timeout / 1000} s` : "no connection";
    return { fault, passing: true };
  } finally {
    clearTimeout(timer);
  }
}
