import { basename } from "node:path";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import type { ColumnBatch, ColumnType } from "./column_batch.ts";
import { openParquet } from "./parquet_table.ts";
import type { SourceType } from "./source_type.ts";

/** A table in a file that has been looked at: its rows and columns are known, its values not yet read. */
export interface TableFile extends TableContent {
  /** As it was given to {@linkcode openTable}. */
  readonly path: string;
}

/** What a table holds, wherever it lies. */
export interface TableContent {
  /** Rows of the whole file. */
  readonly rows: number;
  /** Types by column name, in the file's order. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** What the file itself holds in each of `columns`. */
  readonly sources: ReadonlyMap<string, SourceType>;
  /** Streams the chosen columns, in the file's row order, in batches of at most `batchRows`. */
  read(selection: readonly ColumnSelection[], batchRows?: number): AsyncGenerator<ColumnBatch>;
}

/** A column of the file to read, the name it gets and the type it is converted to. */
export interface ColumnSelection {
  /** Its name in the file, letter by letter. */
  readonly column: string;
  /** Its name in the batches that are read. */
  readonly as: string;
  /** What its values are converted to; one that cannot be, such as a word as a number, ends the reading with an error. */
  readonly type: ColumnType;
}

/** How a file is to be understood. */
export interface TableOptions {
  /** Fields of CSV text that mean no value, beside empty ones: `NA`. */
  readonly missing?: readonly string[];
}

/** What {@linkcode openTable} can open. */
export type FileFormat = "parquet" | "csv" | "tsv" | "csv.gz" | "tsv.gz" | "arrow";

/** By the end of a name. */
const FORMATS: Readonly<Record<string, FileFormat>> = {
  ".parquet": "parquet",
  ".csv": "csv",
  ".csv.gz": "csv.gz",
  ".tsv": "tsv",
  ".tsv.gz": "tsv.gz",
  ".arrow": "arrow",
  ".arrows": "arrow",
  ".feather": "arrow",
  ".ipc": "arrow",
};

/**
 * Opens a file by the end of its name: Parquet, CSV, TSV, either gzipped, or Arrow IPC, file or stream.
 *
 * @throws UsageError when the file does not exist or is of another kind
 * @throws TaxiError when it cannot be read as what its name says
 */
export async function openTable(path: string, options: TableOptions = {}): Promise<TableFile> {
  const format = await checkFormat(path);
  const byEngine = async () => (await import("./polars_table.ts")).openByEngine(path, format, options);
  try {
    const content = format === "parquet" ? await openParquet(path, byEngine) : await byEngine();
    return { ...content, path, read: (selection, size) => told(path, content.read(selection, size)) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Passes batches on, and faults with the name of the file. */
async function* told(path: string, batches: AsyncGenerator<ColumnBatch>): AsyncGenerator<ColumnBatch> {
  try {
    yield* batches;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function checkFormat(path: string): Promise<FileFormat> {
  const name = basename(path).toLowerCase();
  const end = Object.keys(FORMATS).find((end) => name.endsWith(end));
  if (end === undefined) {
    const found = name.includes(".") ? name.slice(name.lastIndexOf(".")) : "";
    throw new UsageError(
      `Cannot read "${basename(path)}": its name ends in "${found}", expected ${
        new Intl.ListFormat("en", {
          type: "disjunction",
        }).format(Object.keys(FORMATS))
      }`,
    );
  }
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`Cannot find "${path}": no such file`);
    throw unreadable(path, error);
  }
  using _ = file;
  const { isFile } = await file.stat();
  if (!isFile) throw new UsageError(`Cannot read "${path}": it is a folder, expected a file`);
  const format = FORMATS[end];
  const fault = format === "parquet" ? await findParquetFault(file) : undefined;
  if (fault !== undefined) {
    throw new TaxiError(`Cannot read "${basename(path)}": ${fault}`, { code: "unreadable_file" });
  }
  return format;
}

/**
 * Says what is wrong with the end of a Parquet file, undefined when nothing is. A cut-off download is the commonest damage:
 * it is told before the engine gets to see it.
 */
export async function findParquetFault(file: Deno.FsFile): Promise<string | undefined> {
  const { size } = await file.stat();
  if (size < 12) return `it has ${size} bytes, too few for a Parquet file`;
  const footer = new Uint8Array(4);
  await file.seek(-4, Deno.SeekMode.End);
  await file.read(footer);
  const found = new TextDecoder("latin1").decode(footer).replace(/[^ -~]/g, ".");
  return found === "PAR1" ? undefined : `footer is "${found}", expected "PAR1"`;
}

/** What the engine and the system say of common faults, in words that tell what to mend. */
const FAULTS: readonly (readonly [said: RegExp, meaning: string])[] = [
  [/found more fields than defined/, "a record has more fields than the header"],
  [/invalid utf-?8/i, "its text is not UTF-8, expected UTF-8"],
  [/unexpected end of file|Premature close/, "it is cut off, expected the whole gzipped file"],
  [/incorrect header check|unknown compression method/, "it is not gzipped, expected a gzipped file"],
  [/incorrect data check|invalid (block|stored|distance|literal|code|bit)/, "it is damaged gzip"],
];

function unreadable(path: string, error: unknown): TaxiError {
  const cannot = `Cannot read "${basename(path)}": `;
  if (error instanceof TaxiError && error.message.startsWith("Cannot ")) return error;
  const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
  const reason = FAULTS.find(([pattern]) => pattern.test(said))?.[1] ?? said;
  return new TaxiError(cannot + reason, { code: "unreadable_file", cause: error });
}
