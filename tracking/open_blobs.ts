import { join } from "node:path";
import type { S3Address } from "../lib/s3_address.ts";
import type { BlobStore } from "./blob_store.ts";
import { diskBlobs } from "./disk_blobs.ts";
import type { MarkedBucket } from "./marked_bucket.ts";
import type { StoreContext } from "./store_context.ts";

/** The bytes of a home's artifacts. @param bucket has them in place of the folder `artifacts/` of the home */
export function openBlobs(home: string, bucket?: S3Address): BlobStore {
  if (bucket === undefined) return diskBlobs(join(home, "artifacts"));
  return lateBlobs(async () => {
    const { s3Blobs } = await import("./s3_blobs.ts"); // most homes never need the client, nor do most commands
    return s3Blobs(bucket, spoolOf(home));
  });
}

/** {@linkcode openBlobs} of a bucket for a store, and who else uses it. @param id of the store's database */
export function openBucket(
  home: string,
  bucket: S3Address,
  id: () => Promise<string>,
): Pick<Required<StoreContext>, "blobs" | "otherUsers"> {
  let opened: Promise<MarkedBucket> | undefined;
  const open = () =>
    opened ??= import("./marked_bucket.ts").then(({ markedBucket }) =>
      markedBucket(home, bucket, id, spoolOf(home))
    );
  return {
    blobs: lateBlobs(async () => (await open()).blobs),
    otherUsers: async () => await (await open()).otherUsers(),
  };
}

/** Where bytes wait for their way to a bucket. */
function spoolOf(home: string): string {
  return join(home, "uploads");
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
