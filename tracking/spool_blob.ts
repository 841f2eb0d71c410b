import { createHash } from "node:crypto";
import type { Blob, BlobSource } from "./blob_store.ts";

/** Writes the bytes to a new file at `path` and tells what they are. Memory does not grow with them. */
export async function spoolBlob(source: BlobSource, path: string): Promise<Blob> {
  const hash = createHash("sha256");
  let size = 0;
  using file = await Deno.open(path, { write: true, createNew: true });
  const write = async (chunk: Uint8Array) => {
    hash.update(chunk);
    size += chunk.length;
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
  };
  if (source instanceof Uint8Array) await write(source);
  else {
    const parts = "file" in source ? (await Deno.open(source.file)).readable : source;
    for await (const part of parts) await write(part);
  }
  return { sha256: hash.digest("hex"), size };
}
