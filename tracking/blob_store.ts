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

/** Keeps bytes under their hash, each content once. */
export interface BlobStore {
  /** Keeps all of the bytes or, when they break off, nothing. Memory does not grow with them. */
  put(source: BlobSource): Promise<Blob>;
  /** The bytes with this hash, or a range of them, as a stream. @throws NotFoundError without them */
  open(sha256: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** All of the bytes with this hash. @throws NotFoundError without them; TaxiError `damaged` when they have another hash */
  read(sha256: string): Promise<Uint8Array>;
  /** Gives the room back; does nothing when there are no such bytes. */
  delete(sha256: string): Promise<void>;
}
