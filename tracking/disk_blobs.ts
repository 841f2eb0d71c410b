import { basename, join } from "node:path";
import { writeThenName } from "../lib/atomic_file.ts";
import { NotFoundError, TaxiError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { statFile } from "../lib/stat_file.ts";
import type { Blob, BlobSource, BlobStore, ByteRange } from "./blob_store.ts";
import { discardFile, ignoreNotFound, listBlobFiles, putBack, touchFile } from "./discarded_blobs.ts";
import { spoolBlob } from "./spool_blob.ts";

/**
 * {@linkcode BlobStore} in a folder: the bytes of a hash are in `<first two digits>/<hash>`. What is about to be discarded is set
 * aside; whoever looks for it meanwhile puts it back.
 */
export function diskBlobs(folder: string): BlobStore {
  return {
    put: (source) => put(folder, source),
    open: (hash, range) => open(pathOf(folder, hash), range),
    read: (hash) => read(pathOf(folder, hash), hash),
    list: () => listBlobFiles(folder),
    discard: (hash, before, isUnused) => discardFile(pathOf(folder, hash), before, isUnused),
  };
}

async function put(folder: string, source: BlobSource): Promise<Blob> {
  const known = source instanceof Uint8Array ? { sha256: sha256(source), size: source.length } : undefined;
  if (known && await touch(folder, known)) return known;
  let kept: Blob = { sha256: "", size: 0 };
  await writeThenName(folder, async (temporary) => {
    kept = await spoolBlob(source, temporary);
    return await touch(folder, kept) ? undefined : pathOf(folder, kept.sha256);
  });
  return kept;
}

/**
 * Makes a blob that is there count as put now. The look comes after the new time, for the blob may have been set aside in
 * between: what is there then has the new time.
 *
 * @returns whether it is there; a blob of another user, which cannot be touched, is as good as none and is put again
 */
async function touch(folder: string, { sha256, size }: Blob): Promise<boolean> {
  const path = pathOf(folder, sha256);
  return await touchFile(path) && (await statFile(path))?.size === size;
}

const CHUNK_BYTES = 1 << 16;

async function open(path: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
  const file = await openFile(path);
  if (range === undefined) return file.readable;
  await file.seek(range.start, Deno.SeekMode.Start);
  let left = range.end - range.start + 1;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const buffer = new Uint8Array(Math.min(left, CHUNK_BYTES));
      const count = await file.read(buffer) ?? 0;
      left -= count;
      if (count > 0) controller.enqueue(buffer.subarray(0, count));
      if (count > 0 && left > 0) return;
      file.close();
      controller.close();
    },
    cancel: () => file.close(),
  });
}

async function read(path: string, hash: string): Promise<Uint8Array> {
  const bytes = await new Response((await openFile(path)).readable).bytes();
  const found = sha256(bytes);
  if (found === hash) return bytes;
  throw new TaxiError(`Cannot read "${path}": its sha256 is ${found}, expected that of its name`, {
    code: "damaged",
  });
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path).catch(async (error) => {
      ignoreNotFound(error);
      await putBack(path);
      return await Deno.open(path);
    });
  } catch (error) {
    throw error instanceof Deno.errors.NotFound ? missing(path) : error;
  }
}

function missing(path: string): NotFoundError {
  return new NotFoundError(`Cannot find artifact content "${path}"`, undefined, { content: basename(path) });
}

function pathOf(folder: string, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    throw new NotFoundError(`Cannot find artifact content "${hash}": no sha256`);
  }
  return join(folder, hash.slice(0, 2), hash);
}
