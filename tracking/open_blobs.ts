import { join } from "node:path";
import type { S3Address } from "../lib/s3_address.ts";
import type { BlobStore } from "./blob_store.ts";
import { diskBlobs } from "./disk_blobs.ts";

/** The bytes of a home's artifacts. @param bucket has them in place of the folder `artifacts/` of the home */
export function openBlobs(home: string, bucket?: S3Address): BlobStore {
  if (bucket === undefined) return diskBlobs(join(home, "artifacts"));
  return lateBlobs(async () => {
    const { s3Blobs } = await import("./s3_blobs.ts"); // most homes never need the client, nor do most commands
    return s3Blobs(bucket, join(home, "uploads"));
  });
}

/** A store that is opened when it is first needed. */
function lateBlobs(open: () => Promise<BlobStore>): BlobStore {
  let opened: Promise<BlobStore> | undefined;
  const get = () => opened ??= open();
  return {
    put: async (source) => await (await get()).put(source),
    open: async (hash, range) => await (await get()).open(hash, range),
    read: async (hash) => await (await get()).read(hash),
    async *list() {
      yield* (await get()).list();
    },
    discard: async (hash, before, isUnused) => await (await get()).discard(hash, before, isUnused),
  };
}
