import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { decodeHybrid } from "./hybrid_codes.ts";
import type { ParquetChunk } from "./parquet_footer.ts";
import { decompressSnappy } from "./snappy.ts";
import { numberOf, structOf, ThriftReader, type ThriftStruct } from "./thrift_compact.ts";

/** Encodings that are read here, by the numbers of the format. */
export const ENCODING = { plain: 0, plainDictionary: 2, runs: 3, dictionary: 8 } as const;

const DECOMPRESS: Readonly<Record<number, (bytes: Uint8Array, size: number) => Uint8Array>> = {
  0: (bytes) => bytes,
  1: decompressSnappy,
  2: (bytes, size) => gunzipSync(bytes, { maxOutputLength: size }),
  6: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size }),
};

/** Whether {@linkcode readPages} understands a chunk. */
export function readsChunk({ codec, encodings }: ParquetChunk): boolean {
  const known: readonly number[] = Object.values(ENCODING);
  return codec in DECOMPRESS && encodings.every((encoding) => known.includes(encoding));
}

/** The values of one page, encoded still. */
export interface ParquetPage {
  /** A dictionary's values stand before those of the pages that point into it. */
  readonly kind: "dictionary" | "data";
  /** Rows of a data page, nulls too; values of a dictionary. */
  readonly rows: number;
  /** One of {@linkcode ENCODING}. */
  readonly encoding: number;
  /** 1 for each row with a value, 0 for a null; undefined when every row has one. */
  readonly valid?: Uint8Array;
  /** The values of the rows that have one. */
  readonly values: Uint8Array;
}

const PAGE = { data: 0, dictionary: 2, dataV2: 3 } as const;

/** A header with the longest statistics that writers leave in it. */
const HEADER_BYTES = 1 << 14;

/** Read at once: more than most pages, and than any page header. */
const PART_BYTES = 1 << 18;

/** A file, or bytes that are read as one. */
export type ByteFile = Pick<Deno.FsFile, "seekSync" | "readSync">;

/**
 * Reads the pages of a chunk one after another: no more of the file is in memory than a page, or 256 kB.
 *
 * @param mostBytes of a page once it is decompressed; a longer one counts as damage
 */
export function* readPages(
  file: ByteFile,
  chunk: ParquetChunk,
  optional: boolean,
  mostBytes = Infinity,
): Generator<ParquetPage> {
  const end = chunk.start + chunk.bytes;
  let part: Uint8Array = new Uint8Array(), partStart = chunk.start;
  /** Bytes of the file from `at` on, at least `length` of them. */
  const bytesAt = (at: number, length: number) => {
    if (at + length > partStart + part.length) {
      part = readAt(file, at, Math.min(Math.max(length, PART_BYTES), end - at));
      partStart = at;
    }
    return part.subarray(at - partStart);
  };
  for (let at = chunk.start; at < end;) {
    const reader = new ThriftReader(bytesAt(at, Math.min(HEADER_BYTES, end - at)));
    const header = reader.struct();
    const size = numberOf(header, 3);
    at += reader.at;
    if (size < 0 || at + size > end) throw new RangeError("a page is longer than its column");
    if (numberOf(header, 2) > mostBytes) throw new RangeError(`a page has more than ${mostBytes} bytes`);
    const page = decodePage(header, bytesAt(at, size).subarray(0, size), chunk.codec, optional);
    at += size;
    if (page !== undefined) yield page;
  }
}

function decodePage(
  header: ThriftStruct,
  body: Uint8Array,
  codec: number,
  optional: boolean,
): ParquetPage | undefined {
  const type = numberOf(header, 1), size = numberOf(header, 2);
  const decompress = (bytes: Uint8Array, length: number) => {
    const found = length === 0 ? new Uint8Array() : DECOMPRESS[codec](bytes, length);
    if (found.length !== length) throw new RangeError(`a page has ${found.length} bytes, expected ${length}`);
    return found;
  };
  if (type === PAGE.dictionary) {
    const about = structOf(header, 7) ?? new Map();
    const values = decompress(body, size);
    return { kind: "dictionary", rows: numberOf(about, 1), encoding: ENCODING.plain, values };
  }
  if (type === PAGE.data) {
    const about = structOf(header, 5) ?? new Map(), rows = numberOf(about, 1);
    const bytes = decompress(body, size);
    const common = { kind: "data", rows, encoding: numberOf(about, 2) } as const;
    if (!optional) return { ...common, values: bytes };
    const levels = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
    return {
      ...common,
      valid: validity(bytes.subarray(4, 4 + levels), rows),
      values: bytes.subarray(4 + levels),
    };
  }
  if (type === PAGE.dataV2) {
    const about = structOf(header, 8) ?? new Map(), rows = numberOf(about, 1);
    const levels = numberOf(about, 5) + numberOf(about, 6); // never compressed
    const packed = body.subarray(levels);
    const values = about.get(7) === false ? packed : decompress(packed, size - levels);
    const valid = optional && numberOf(about, 2) > 0 ? validity(body.subarray(0, levels), rows) : undefined;
    return { kind: "data", rows, encoding: numberOf(about, 4), valid, values };
  }
}

function validity(levels: Uint8Array, rows: number): Uint8Array | undefined {
  const decoded = decodeHybrid(levels, 1, rows);
  return decoded.includes(0) ? Uint8Array.from(decoded) : undefined;
}

/** Bytes of a file from one place on. @throws RangeError when it ends before */
export function readAt(file: ByteFile, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) throw new RangeError("the file is cut off");
    done += read;
  }
  return bytes;
}
