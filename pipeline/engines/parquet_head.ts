import type { Column } from "./column_batch.ts";
import { ParquetCursor } from "./parquet_cursor.ts";
import { type ParquetChunk, type ParquetColumn, type ParquetFooter, parseFooter } from "./parquet_footer.ts";
import { type ByteFile, readsChunk } from "./parquet_pages.ts";

/** The first rows of a Parquet file as texts. */
export interface ParquetHead {
  /** Rows of the whole file. */
  readonly rows: number;
  /** Every column of the file. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The first rows, with a cell for each of the first columns: undefined for a null, or where a column is not read here. */
  readonly head: readonly (readonly (string | undefined)[])[];
}

/** Gives bytes of a file from one place on. */
export type ReadBytes = (at: number, length: number) => Promise<Uint8Array>;

/** Magic bytes and the length of the footer. */
const TAIL_BYTES = 8;
/** Read at once from the end: most footers are shorter. */
const FIRST_TAIL_BYTES = 1 << 16;
const MOST_FOOTER_BYTES = 1 << 23;
/** Of each column: its dictionary and first page are rarely longer. */
const COLUMN_BYTES = 1 << 21;
/** A page may say that it is of any size once decompressed. */
const MOST_PAGE_BYTES = 1 << 25;

/**
 * Looks at the beginning of a Parquet file without reading the rest of it, wherever it lies, and without the engine.
 *
 * @returns undefined when it is no Parquet file, or one that is not read here: nested or encrypted
 */
export async function parquetHead(
  size: number,
  read: ReadBytes,
  most: { readonly rows: number; readonly columns: number },
): Promise<ParquetHead | undefined> {
  const footer = await readFooter(size, read);
  if (footer === undefined) return undefined;
  const shown = footer.columns.slice(0, most.columns), [group] = footer.groups;
  const rows = Math.min(most.rows, group?.rows ?? 0);
  const columns: (readonly (string | undefined)[])[] = [];
  for (const [i, column] of shown.entries()) {
    columns.push(rows === 0 ? [] : await columnHead(column, group.chunks[i], rows, read));
  }
  return {
    rows: footer.rows,
    columns: footer.columns.map(({ name, source }) => ({ name, type: source })),
    head: Array.from({ length: rows }, (_, row) => columns.map((column) => column[row])),
  };
}

async function readFooter(size: number, read: ReadBytes): Promise<ParquetFooter | undefined> {
  if (size < 2 * TAIL_BYTES) return undefined;
  const tail = await read(Math.max(0, size - FIRST_TAIL_BYTES), Math.min(size, FIRST_TAIL_BYTES));
  if (new TextDecoder().decode(tail.subarray(-4)) !== "PAR1") return undefined;
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - TAIL_BYTES, true);
  if (length > Math.min(size - TAIL_BYTES, MOST_FOOTER_BYTES)) return undefined;
  const start = size - TAIL_BYTES - length;
  const bytes = length + TAIL_BYTES <= tail.length
    ? tail.subarray(tail.length - TAIL_BYTES - length, -TAIL_BYTES)
    : await read(start, length);
  return orUndefined(() => parseFooter(bytes));
}

async function columnHead(
  column: ParquetColumn,
  chunk: ParquetChunk,
  rows: number,
  read: ReadBytes,
): Promise<(string | undefined)[]> {
  const none = Array<undefined>(rows).fill(undefined);
  if (!column.readable || !readsChunk(chunk)) return none;
  const bytes = await read(chunk.start, Math.min(chunk.bytes, COLUMN_BYTES));
  const part = { ...chunk, start: 0, bytes: bytes.length };
  const found = orUndefined(() =>
    new ParquetCursor(bytesAsFile(bytes), column, part, MOST_PAGE_BYTES).take(rows, column.type)
  );
  return found === undefined ? none : Array.from({ length: rows }, (_, row) => cellText(found, row));
}

/** What a damaged file throws is no fault of the program. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function bytesAsFile(bytes: Uint8Array): ByteFile {
  let at = 0;
  return {
    seekSync: (offset) => at = Number(offset),
    readSync(into) {
      if (at >= bytes.length) return null;
      const taken = bytes.subarray(at, at + into.length);
      into.set(taken);
      at += taken.length;
      return taken.length;
    },
  };
}

function cellText(column: Column, row: number): string | undefined {
  if (column.valid?.[row] === 0) return undefined;
  if (column.type === "string") return column.levels[column.values[row]];
  const value = column.values[row];
  if (column.type !== "timestamp") return String(value);
  const time = new Date(value / 1000);
  return Number.isNaN(time.getTime())
    ? String(value)
    : time.toISOString().replace("T", " ").replace(/(\.000)?Z$/, "");
}
