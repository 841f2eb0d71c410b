import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

const PART_BYTES = 1 << 20;

/** The bytes of a file as they are wanted, inflated where it is gzipped; never more than a few parts at once. */
export async function* fileParts(path: string, gzipped: boolean): AsyncGenerator<Uint8Array> {
  if (!gzipped) return yield* plainParts(path);
  const inflated = createGunzip({ chunkSize: PART_BYTES });
  const reading = pipeline(plainParts(path), inflated).catch(() => {}); // a fault of either ends the loop below
  try {
    yield* inflated as AsyncIterable<Uint8Array>;
  } finally {
    inflated.destroy();
    await reading; // the file is closed then
  }
}

async function* plainParts(path: string): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path);
  for (;;) {
    const part = new Uint8Array(PART_BYTES);
    const read = await file.read(part);
    if (read === null) return;
    yield part.subarray(0, read);
  }
}
