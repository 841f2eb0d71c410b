import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { S3Address } from "./s3_address.ts";
import { connectS3, type S3Connection } from "./s3_client.ts";
import { statusOf, translateS3Fault } from "./s3_fault.ts";

/** What a bucket knows of an object beside its bytes. */
export interface S3Object {
  /** Behind the prefix of the address. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last put, milliseconds since 1970-01-01 UTC, to the second. */
  readonly modifiedAt: number;
}

/** The objects below an {@linkcode S3Address}; keys stand behind its prefix. Every fault is a TaxiError `storage`. */
export interface S3Bucket {
  /** What is known of an object; undefined when it is not there. */
  find(key: string): Promise<S3Object | undefined>;
  /** Puts an object, whole or not at all. A file's bytes go there in parts, each of which is tried again when it fails. */
  put(key: string, source: Uint8Array | { readonly file: string; readonly size: number }): Promise<void>;
  /** Makes an object count as put now. @returns false when it is not there */
  touch(key: string): Promise<boolean>;
  /** The bytes of an object, or those from `start` to `end`, both included; undefined when it is not there. */
  open(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Removes an object; does nothing when it is not there. */
  delete(key: string): Promise<void>;
  /** Every object whose key begins so, by key. */
  list(start?: string): AsyncIterable<S3Object>;
}

/** So much of a file is on its way at once, three times over. More for what would have more than {@linkcode MOST_PARTS}. */
const PART_BYTES = 8 << 20;
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 3;

/** The objects of an address. Nothing is connected before the first of them is asked for. */
export function s3Bucket(
  address: S3Address,
  connect: () => Promise<S3Connection> = () => connectS3(),
): S3Bucket {
  const { bucket: Bucket, prefix } = address;
  let connected: Promise<S3Connection> | undefined;
  const ask = async <T>(work: (client: S3Client) => Promise<T>): Promise<T> => {
    const { client, endpoint } = await (connected ??= connect());
    try {
      return await work(client);
    } catch (error) {
      throw translateS3Fault(error, address, endpoint);
    }
  };
  const place = (key: string) => ({ Bucket, Key: prefix + key });
  return {
    find: (key) =>
      ask(async (client) => {
        const found = await unlessMissing(client.send(new HeadObjectCommand(place(key))));
        return found && { key, size: found.ContentLength!, modifiedAt: found.LastModified!.getTime() };
      }),
    put: (key, source) => ask((client) => put(client, place(key), source)),
    touch: (key) =>
      ask(async (client) => {
        const CopySource = [Bucket, ...(prefix + key).split("/")].map(encodeURIComponent).join("/");
        const copy = new CopyObjectCommand({ ...place(key), CopySource, MetadataDirective: "REPLACE" });
        return await unlessMissing(client.send(copy)) !== undefined;
      }),
    open: (key, range) =>
      ask(async (client) => {
        const Range = range && `bytes=${range.start}-${range.end}`;
        const found = await unlessMissing(client.send(new GetObjectCommand({ ...place(key), Range })));
        return found && (found.Body?.transformToWebStream() as ReadableStream<Uint8Array>);
      }),
    delete: (key) => ask(async (client) => void await client.send(new DeleteObjectCommand(place(key)))),
    async *list(start = "") {
      let ContinuationToken: string | undefined;
      do {
        const page = await ask((client) =>
          client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix + start, ContinuationToken }))
        );
        for (const { Key, Size, LastModified } of page.Contents ?? []) {
          yield { key: Key!.slice(prefix.length), size: Size!, modifiedAt: LastModified!.getTime() };
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
  };
}

/** The parts of an upload that fails are removed again. */
async function put(
  client: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
  source: Uint8Array | { readonly file: string; readonly size: number },
): Promise<void> {
  const isBytes = source instanceof Uint8Array, size = isBytes ? source.length : source.size;
  using file = isBytes ? null : await Deno.open(source.file); // an upload that fails does not read it to its end
  const upload = new Upload({
    client,
    params: { ...place, Body: isBytes ? source : file!.readable },
    partSize: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
    queueSize: PARTS_AT_ONCE,
    leavePartsOnError: false,
  });
  await upload.done();
}

/** What a HEAD is answered does not tell a missing object from a missing bucket; neither has the object. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch((error) => {
    if (statusOf(error) === 404 && error.name !== "NoSuchBucket") return undefined;
    throw error;
  });
}
