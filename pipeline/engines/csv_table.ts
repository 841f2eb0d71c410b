import { Buffer } from "node:buffer";
import type { ColumnBatch, ColumnType } from "./column_batch.ts";
import { csvBlocks } from "./csv_blocks.ts";
import {
  convertCsvColumn,
  csvColumnType,
  csvSourceType,
  type CsvType,
  guessCsvType,
  parseCsvColumn,
  widerCsvType,
} from "./csv_types.ts";
import { fileParts } from "./file_parts.ts";
import type { Polars } from "./polars.ts";
import type { ColumnSelection, TableContent } from "./table_file.ts";
import { readFrame } from "./table_frames.ts";

/** How the text of a file is to be understood. */
export interface CsvOptions {
  /** Between fields. */
  readonly separator: "," | "\t";
  /** Whether the file is compressed. */
  readonly gzipped: boolean;
  /** Fields that mean no value, beside empty ones. */
  readonly missing: readonly string[];
}

type TextFrame = ReturnType<Polars["readCSV"]>;

/**
 * Opens CSV text. It is read twice, block by block: once for the types of its columns, which hold for all their values, and once
 * for the values. So any size needs the memory of one block, and time grows with the size.
 */
export async function openCsv(polars: Polars, path: string, options: CsvOptions): Promise<TableContent> {
  const types = new Map<string, CsvType | undefined>();
  let rows = 0;
  let blocks = 0;
  let only: TextFrame | undefined;
  for await (const frame of textFrames(polars, path, options)) {
    if (blocks === 0) { for (const name of frame.columns) types.set(name, undefined); }
    await learnTypes(polars, frame, types);
    rows += frame.height;
    only = ++blocks === 1 ? frame : undefined;
  }
  const convert = (_: Polars, column: string, type: ColumnType) =>
    convertCsvColumn(polars, column, types.get(column) ?? "float", type);
  return {
    rows,
    columns: new Map([...types].map(([name, type]) => [name, csvColumnType(type)])),
    sources: new Map([...types].map(([name, type]) => [name, csvSourceType(type)])),
    async *read(selection: readonly ColumnSelection[], batchRows?: number): AsyncGenerator<ColumnBatch> {
      for await (const frame of only ? [only] : textFrames(polars, path, options)) {
        const held = { scan: () => frame.lazy(), rows: frame.height };
        yield* readFrame(polars, held, selection, batchRows, convert);
      }
    },
  };
}

/** Every column as text. */
async function* textFrames(
  polars: Polars,
  path: string,
  { separator, gzipped, missing }: CsvOptions,
): AsyncGenerator<TextFrame> {
  for await (const block of csvBlocks(fileParts(path, gzipped))) {
    const frame = polars.readCSV(Buffer.from(block.buffer, block.byteOffset, block.byteLength), {
      sep: separator,
      inferSchemaLength: 0,
      nullValues: ["", ...missing],
      truncateRaggedLines: false,
    });
    frame.columns = frame.columns.map(unquoted);
    yield frame;
  }
}

/** The engine takes the quotes around a name away, and leaves those in it doubled. */
function unquoted(name: string): string {
  return name.replaceAll('""', '"');
}

async function learnTypes(
  polars: Polars,
  frame: TextFrame,
  types: Map<string, CsvType | undefined>,
): Promise<void> {
  const unknown = [...types].filter(([, type]) => type === undefined).map(([name]) => name);
  const first = await select(
    frame,
    unknown.map((name) => polars.col(name).dropNulls().first().alias(name)),
  );
  for (const name of unknown) {
    const value = first[name];
    if (value !== null) types.set(name, guessCsvType(value as string));
  }
  let unsure = [...types].filter(([, type]) => type !== undefined && type !== "text").map(([name]) => name);
  while (unsure.length > 0) {
    const lost = await select(
      frame,
      unsure.map((name) =>
        parseCsvColumn(polars, name, types.get(name)!).nullCount().minus(polars.col(name).nullCount())
          .cast(polars.Int64).alias(name)
      ),
    );
    unsure = unsure.filter((name) => Number(lost[name]) > 0);
    for (const name of unsure) types.set(name, widerCsvType(types.get(name)!));
    unsure = unsure.filter((name) => types.get(name) !== "text");
  }
}

async function select(
  frame: TextFrame,
  expressions: ReturnType<Polars["lit"]>[],
): Promise<Record<string, unknown>> {
  if (expressions.length === 0) return {};
  return (await frame.lazy().select(...expressions).collect()).toRecords()[0] ?? {};
}
