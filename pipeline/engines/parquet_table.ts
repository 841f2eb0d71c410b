import { Message } from "apache-arrow/fb/message";
import { Schema } from "apache-arrow/fb/schema";
import { Type } from "apache-arrow/fb/type";
import { Buffer } from "node:buffer";
import { ByteBuffer } from "flatbuffers";
import type { ColumnBatch, ColumnType } from "./column_batch.ts";
import { ParquetCursor } from "./parquet_cursor.ts";
import { type ParquetColumn, type ParquetFooter, parseFooter } from "./parquet_footer.ts";
import { readAt, readsChunk } from "./parquet_pages.ts";
import type { SourceType } from "./source_type.ts";
import type { ColumnSelection, TableContent } from "./table_file.ts";

/** Rows of a batch: so few that a batch is small beside the runtime. */
const ROWS = 32_768;

/** Magic bytes and the length of the footer. */
const TAIL_BYTES = 8;

/**
 * Opens a Parquet file without the embedded engine, which takes some 70 MB to be there. What is read here is what is
 * commonly written: columns of numbers, texts, truths and times without nesting, plain or by a dictionary, uncompressed or by
 * Snappy, gzip or Zstandard.
 *
 * @param otherwise opens the file by the engine
 */
export async function openParquet(
  path: string,
  otherwise: () => Promise<TableContent>,
): Promise<TableContent> {
  const footer = readFooter(path);
  const sources = footer && sourcesOf(footer);
  if (footer === undefined || sources === undefined) return await otherwise();
  return {
    rows: footer.rows,
    columns: new Map(footer.columns.map(({ name, type }) => [name, type])),
    sources,
    async *read(selection, batchRows = ROWS) {
      if (reads(footer, selection)) yield* readRows(path, footer, selection, Math.min(ROWS, batchRows));
      else yield* (await otherwise()).read(selection, batchRows);
    },
  };
}

/** Undefined where it is not one that is read here, damaged ones too: the engine has words for these. */
function readFooter(path: string): ParquetFooter | undefined {
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  try {
    const tail = readAt(file, size - TAIL_BYTES, TAIL_BYTES);
    const length = new DataView(tail.buffer).getUint32(0, true);
    return parseFooter(readAt(file, size - TAIL_BYTES - length, length));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Arrow types that mean what the Parquet columns say. */
const PLAIN_ARROW: readonly number[] = [
  Type.Null,
  Type.Int,
  Type.FloatingPoint,
  Type.Utf8,
  Type.LargeUtf8,
  Type.Utf8View,
  Type.Bool,
  Type.Date,
  Type.Timestamp,
];

/** Undefined where the writer's own schema tells a type that Parquet has no word for, such as a span of time. */
function sourcesOf({ columns, arrowSchema }: ParquetFooter): Map<string, SourceType> | undefined {
  const sources = new Map(columns.map(({ name, source }) => [name, source]));
  if (arrowSchema === undefined) return sources;
  const bytes = Buffer.from(arrowSchema, "base64");
  const prefix = bytes.readInt32LE(0) === -1 ? 8 : 4;
  const schema: Schema | null = Message.getRootAsMessage(new ByteBuffer(bytes.subarray(prefix))).header(
    new Schema(),
  );
  for (let i = 0; i < (schema?.fieldsLength() ?? 0); i++) {
    const field = schema!.fields(i)!, name = field.name() ?? "";
    if (!PLAIN_ARROW.includes(field.typeType())) return undefined;
    if (field.dictionary() === null) continue;
    if (sources.get(name) !== "text") return undefined;
    sources.set(name, "category");
  }
  return sources;
}

function reads({ columns, groups }: ParquetFooter, selection: readonly ColumnSelection[]): boolean {
  return selection.every((asked) => {
    const at = columns.findIndex(({ name }) => name === asked.column);
    return at >= 0 && converts(columns[at], asked.type) &&
      groups.every(({ chunks }) => readsChunk(chunks[at]));
  });
}

/** Whether values become what is asked for without a rule of the engine. */
function converts({ readable, type }: ParquetColumn, asked: ColumnType): boolean {
  if (!readable) return false;
  if (type === asked) return true;
  const whole = type === "int32" || type === "int64";
  return whole && asked !== "timestamp" || type === "float64" && asked === "int64";
}

async function* readRows(
  path: string,
  { columns, groups }: ParquetFooter,
  selection: readonly ColumnSelection[],
  batchRows: number,
): AsyncGenerator<ColumnBatch> {
  using file = await Deno.open(path);
  const places = selection.map(({ column }) => columns.findIndex(({ name }) => name === column));
  for (const { rows, chunks } of groups) {
    const cursors = places.map((at) => new ParquetCursor(file, columns[at], chunks[at]));
    for (let done = 0; done < rows; done += batchRows) {
      const count = Math.min(batchRows, rows - done);
      const taken = selection.map(({ as, type }, i) => [as, cursors[i].take(count, type)] as const);
      yield { rows: count, columns: Object.fromEntries(taken) };
    }
  }
}
