/** Bytes to be kept: at hand, in a file to be copied, or on their way. */
export type BlobSource = Uint8Array | { readonly file: string } | AsyncIterable<Uint8Array>;

/** What is kept of some bytes beside themselves. */
export interface Blob {
  /** Their hash, 64 hex digits. */
  readonly sha256: string;
  /** How many there are. */
  readonly size: number;
}

/** Some of the bytes, counted from 0, both ends included. */
export interface ByteRange {
  /** The first byte. */
  readonly start: number;
  /** The last byte. */
  readonly end: number;
}

/** A blob as its store lists it. */
export interface ListedBlob extends Blob {
  /** When it was last put, milliseconds since 1970-01-01 UTC. */
  readonly modifiedAt: number;
}

/** Keeps bytes under their hash, each content once. */
export interface BlobStore {
  /**
   * Keeps all of the bytes or, when they break off, nothing. Memory does not grow with them. Bytes that are there already count
   * as put now, so that {@linkcode BlobStore.discard} leaves them to whoever is about to refer to them.
   */
  put(source: BlobSource): Promise<Blob>;
  /** The bytes with this hash, or a range of them, as a stream. @throws NotFoundError without them */
  open(sha256: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** All of the bytes with this hash. @throws NotFoundError without them; TaxiError `damaged` when they have another hash */
  read(sha256: string): Promise<Uint8Array>;
  /** Every blob, in no order; what is put or discarded meanwhile may be missing or be there twice. */
  list(): AsyncIterable<ListedBlob>;
  /**
   * Gives the room of bytes back, unless somebody has put them since `before` or `isUnused` says no. That is asked at the last
   * moment, when no {@linkcode BlobStore.put} takes the bytes for kept any more. May be stopped at any point and begun again.
   *
   * @param before milliseconds since 1970-01-01 UTC
   * @returns whether the bytes are gone
   */
  discard(sha256: string, before: number, isUnused: () => Promise<boolean>): Promise<boolean>;
}
