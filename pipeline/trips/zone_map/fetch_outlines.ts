import { TaxiError } from "../../../lib/errors.ts";
import type { Outline } from "./outline.ts";
import { readOutlines } from "./read_outlines.ts";

/** TLC's shapefile of its zones, beside the trips. */
export const TLC_OUTLINES = "https://d37ci6vzurychx.cloudfront.net/misc/taxi_zones.zip";

/** Milliseconds for the whole of it: 1 MB. */
const PATIENCE = 30_000;

/**
 * Fetches and reads outlines, once: a map can wait for the next ingest.
 *
 * @param url of a zipped shapefile or of GeoJSON
 * @throws TaxiError `download` when it cannot be fetched, `unreadable_file` when it is something else
 */
export async function fetchOutlines(url: string = TLC_OUTLINES, patience = PATIENCE): Promise<Outline[]> {
  return await readOutlines(url, await download(url, AbortSignal.timeout(patience)));
}

async function download(url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return await response.bytes();
    await response.body?.cancel();
    throw new TaxiError(`Cannot download ${url}: it answered ${response.status}, expected 200`, {
      code: "download",
    });
  } catch (cause) {
    if (cause instanceof TaxiError) throw cause;
    const why = signal.aborted ? "the server does not answer" : (cause as Error).message;
    throw new TaxiError(`Cannot download ${url}: ${why}`, { code: "download", cause });
  }
}
