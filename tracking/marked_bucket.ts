import { hostname } from "node:os";
import { resolve } from "node:path";
import { type S3Address, s3Url } from "../lib/s3_address.ts";
import { type S3Bucket, s3Bucket } from "../lib/s3_bucket.ts";
import type { BlobStore } from "./blob_store.ts";
import { NO_OTHER_USERS, type OtherUsers } from "./garbage/other_users.ts";
import { s3Blobs } from "./s3_blobs.ts";

/** The bytes of a database in a bucket, and whether others are among them. */
export interface MarkedBucket {
  /** Its own and those of others alike. */
  readonly blobs: BlobStore;
  /** Who else has left a mark there: nobody can tell from here what they refer to. */
  otherUsers(): Promise<OtherUsers>;
}

const MARK = "used-by-";

/**
 * A bucket in which the database leaves a mark with its first bytes, so that no other one takes them for bytes that nobody needs.
 *
 * @param home whose name the mark tells to people
 * @param id of the database
 */
export function markedBucket(
  home: string,
  address: S3Address,
  id: () => Promise<string>,
  spool: string,
  bucket: S3Bucket = s3Bucket(address),
): MarkedBucket {
  const blobs = s3Blobs(address, spool, bucket);
  let marked: Promise<void> | undefined;
  const mark = async () =>
    await bucket.put(MARK + await id(), new TextEncoder().encode(`${resolve(home)} on ${hostname()}\n`));
  return {
    blobs: {
      ...blobs,
      async put(source) {
        marked ??= mark();
        await marked.catch((error) => {
          marked = undefined; // the next one tries again
          throw error;
        });
        return await blobs.put(source);
      },
    },
    async otherUsers() {
      const mine = MARK + await id();
      const others = (await Array.fromAsync(bucket.list(MARK))).map(({ key }) => key).filter((key) =>
        key !== mine
      );
      if (others.length === 0) return NO_OTHER_USERS;
      const unknown = `another database has files among them, as ${s3Url(address)}/${others[0]} tells`;
      return { ...NO_OTHER_USERS, unknown };
    },
  };
}
