import { join } from "node:path";
import { writeAtomically } from "../../lib/atomic_file.ts";
import { TaxiError } from "../../lib/errors.ts";
import { sleep } from "../../lib/sleep.ts";
import { statFile } from "../../lib/stat_file.ts";
import { findParquetFault } from "../engines/table_file.ts";
import { monthFileName, type RawMonth, type TripSource } from "./trip_source.ts";

const ATTEMPTS = 3;

/** How long a download waits, in milliseconds. */
export interface Patience {
  /** Pause before the second attempt, doubled before each further one. */
  readonly firstPause: number;
  /** No answer, or no further byte, for this long ends an attempt. */
  readonly stallLimit: number;
}

const PATIENCE: Patience = { firstPause: 500, stallLimit: 30_000 };

/** Months under a base URL. A month that was downloaded before is fetched again only when it has changed. */
export function downloadSource(
  name: string,
  baseUrl: string,
  folder: string,
  patience: Patience = PATIENCE,
): TripSource {
  return {
    name,
    async fetch(taxi, month, onProgress): Promise<RawMonth> {
      const url = `${baseUrl.replace(/\/$/, "")}/${monthFileName(taxi, month)}`;
      const path = join(folder, monthFileName(taxi, month));
      const what = `${taxi} ${month}`;
      await withRetries(url, patience, () => download({ url, path, what, patience, onProgress }));
      return { path, origin: url };
    },
  };
}

/** A fault that may pass: the network, or a server that is busy. */
class PassingFault extends Error {}

async function withRetries(
  url: string,
  { firstPause }: Patience,
  attempt: () => Promise<void>,
): Promise<void> {
  for (let tried = 1;; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFault)) throw error;
      if (tried === ATTEMPTS) {
        throw new TaxiError(`Cannot download ${url}: ${error.message}, after ${ATTEMPTS} attempts`, {
          code: "download",
          cause: error.cause,
        });
      }
      await sleep(firstPause * 2 ** (tried - 1));
    }
  }
}

interface Download {
  readonly url: string;
  readonly path: string;
  /** Taxi and month, for people. */
  readonly what: string;
  readonly patience: Patience;
  readonly onProgress?: (part: number) => void;
}

async function download({ url, path, what, patience, onProgress }: Download): Promise<void> {
  const stalled = new AbortController();
  const watch = () => setTimeout(() => stalled.abort(), patience.stallLimit);
  let timer = watch();
  try {
    const response = await request(url, (await statFile(path))?.mtime ?? undefined, stalled.signal);
    if (response.status === 304) return await response.body?.cancel();
    if (!response.ok || response.body === null) throw await refusal(response, url, what);
    const expected = Number(response.headers.get("content-length") ?? NaN);
    await writeAtomically(path, async (temporary) => {
      using file = await Deno.open(temporary, { create: true, read: true, write: true });
      let received = 0;
      for await (const bytes of passing(response.body!, stalled.signal)) {
        clearTimeout(timer);
        timer = watch();
        for (let offset = 0; offset < bytes.length;) offset += await file.write(bytes.subarray(offset));
        received += bytes.length;
        if (expected > 0) onProgress?.(received / expected);
      }
      if (received < expected) throw new PassingFault(`it ended after ${received} of ${expected} bytes`);
      const fault = await findParquetFault(file);
      if (fault !== undefined) {
        throw new TaxiError(`Cannot use ${url}: ${fault}`, { code: "unreadable_file" });
      }
    });
    const date = Date.parse(response.headers.get("last-modified") ?? "");
    if (!Number.isNaN(date)) await Deno.utime(path, new Date(), new Date(date));
  } finally {
    clearTimeout(timer);
  }
}

async function request(url: string, since: Date | undefined, signal: AbortSignal): Promise<Response> {
  try {
    const headers: Record<string, string> = since ? { "if-modified-since": since.toUTCString() } : {};
    return await fetch(url, { headers, signal });
  } catch (error) {
    throw new PassingFault(signal.aborted ? "the server does not answer" : reason(error), { cause: error });
  }
}

async function* passing(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    const why = signal.aborted ? "the server fell silent" : `the connection broke off: ${reason(error)}`;
    throw new PassingFault(why, { cause: error });
  }
}

/** TLC's server answers 403 for a month that is not published. */
async function refusal(response: Response, url: string, what: string): Promise<Error> {
  await response.body?.cancel();
  if (response.status >= 500 || response.status === 429) {
    return new PassingFault(`the server answered ${response.status}`);
  }
  const meaning = response.status === 403 || response.status === 404
    ? "it is not published there"
    : "expected 200";
  return new TaxiError(`Cannot download ${what}: ${url} answered ${response.status}, ${meaning}`, {
    code: "no_such_month",
  });
}

/** What the HTTP client found, without the addresses before it: the sentence names the URL already. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^.*client error \(\w+\): /, "");
}
