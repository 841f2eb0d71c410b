import { writeThenName } from "../lib/atomic_file.ts";
import { NotFoundError, TaxiError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { type S3Address, s3Url } from "../lib/s3_address.ts";
import { type S3Bucket, s3Bucket } from "../lib/s3_bucket.ts";
import type { Blob, BlobSource, BlobStore, ListedBlob } from "./blob_store.ts";
import { spoolBlob } from "./spool_blob.ts";

/**
 * {@linkcode BlobStore} in a bucket: the bytes of a hash are in `<prefix><first two digits>/<hash>`, as in a folder of
 * {@linkcode diskBlobs}.
 *
 * A key that is the hash is known only when all bytes are. So bytes on their way go to a file in `spool` first, and from there to
 * the bucket: what breaks off never reaches the bucket, what is there already is not sent again, and each part can be sent a
 * second time when the network fails.
 */
export function s3Blobs(address: S3Address, spool: string, bucket: S3Bucket = s3Bucket(address)): BlobStore {
  const missing = (hash: string) =>
    new NotFoundError(`Cannot find artifact content "${s3Url(address)}/${keyOf(hash)}"`, undefined, {
      content: hash,
    });
  const open: BlobStore["open"] = async (hash, range) => {
    const found = await bucket.open(keyOf(hash), range);
    if (found === undefined) throw missing(hash);
    return found;
  };
  return {
    put: (source) => put(bucket, spool, source),
    open,
    async read(hash) {
      const bytes = await new Response(await open(hash)).bytes();
      const found = sha256(bytes);
      if (found === hash) return bytes;
      throw new TaxiError(
        `Cannot read "${s3Url(address)}/${keyOf(hash)}": its sha256 is ${found}, expected that of its name`,
        { code: "damaged" },
      );
    },
    list: () => list(bucket),
    discard: (hash, before, isUnused) => discard(bucket, hash, before, isUnused),
  };
}

async function put(bucket: S3Bucket, spool: string, source: BlobSource): Promise<Blob> {
  if (source instanceof Uint8Array) return await putUnlessThere(bucket, source, sha256(source));
  let kept: Blob = { sha256: "", size: 0 };
  await writeThenName(spool, async (file) => {
    const { sha256, size } = await spoolBlob(source, file);
    kept = await putUnlessThere(bucket, { file, size }, sha256);
    return undefined; // of no more use here
  });
  return kept;
}

/** S3 copies no object onto itself that is larger; it is sent once more. */
const MOST_TOUCHED_BYTES = 5 * 2 ** 30;

async function putUnlessThere(
  bucket: S3Bucket,
  source: Uint8Array | { readonly file: string; readonly size: number },
  sha256: string,
): Promise<Blob> {
  const key = keyOf(sha256), size = source instanceof Uint8Array ? source.length : source.size;
  const isThere = size <= MOST_TOUCHED_BYTES && (await bucket.find(key))?.size === size &&
    await bucket.touch(key);
  if (!isThere) await bucket.put(key, source);
  return { sha256, size };
}

async function* list(bucket: S3Bucket): AsyncGenerator<ListedBlob> {
  for await (const { key, size, modifiedAt } of bucket.list()) {
    const [, folder, sha256] = /^([0-9a-f]{2})\/([0-9a-f]{64})$/.exec(key) ?? [];
    if (sha256?.startsWith(folder)) yield { sha256, size, modifiedAt };
  }
}

/**
 * Looks before and after the question: S3 cannot set an object aside. What is put within the one request between the last look
 * and the removal is lost, if it is the same bytes and nobody else has them.
 */
async function discard(
  bucket: S3Bucket,
  hash: string,
  before: number,
  isUnused: () => Promise<boolean>,
): Promise<boolean> {
  const key = keyOf(hash);
  const isOld = async () => ((await bucket.find(key))?.modifiedAt ?? Infinity) < before;
  if (!await isOld() || !await isUnused() || !await isOld()) return false;
  await bucket.delete(key);
  return true;
}

function keyOf(hash: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return `${hash.slice(0, 2)}/${hash}`;
  throw new NotFoundError(`Cannot find artifact content "${hash}": no sha256`);
}
