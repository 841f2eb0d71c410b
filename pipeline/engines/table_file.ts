import { basename, extname } from "node:path";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import { decodeArrowStream } from "./arrow_batch.ts";
import { BATCH_ROWS, type ColumnBatch, type ColumnType } from "./column_batch.ts";
import { type LazyTable, literalPath, loadPolars, type Polars, type PolarsType } from "./polars.ts";

/** A Parquet or CSV file that has been looked at: its rows and columns are known, its values not yet read. */
export interface TableFile {
  /** As it was given to {@linkcode openTable}. */
  readonly path: string;
  /** Rows of the whole file. */
  readonly rows: number;
  /** Types by column name, in the file's order. */
  readonly columns: ReadonlyMap<string, ColumnType>;
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

/**
 * Opens a `.parquet` or `.csv` file.
 *
 * @throws UsageError when the file does not exist or is of another kind
 * @throws TaxiError when it cannot be read as what its name says
 */
export async function openTable(path: string): Promise<TableFile> {
  const format = await checkFormat(path);
  const polars = await loadPolars();
  const literal = literalPath(path);
  const scan = () =>
    format === "parquet" ? polars.scanParquet(literal) : polars.scanCSV(literal, { parseDates: true });
  try {
    const head = await scan().head(0).collect();
    const schema = Object.entries(head.schema as Record<string, PolarsType>);
    const rows = Number((await scan().select(polars.len().alias("rows")).collect()).getColumn("rows").get(0));
    const columns = new Map(schema.map(([name, type]) => [name, columnType(type)]));
    return {
      path,
      rows,
      columns,
      read: (selection, size) => readBatches(polars, path, scan, rows, selection, size),
    };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A value that cannot be converted is an error, never a silent null. */
const STRICT = true;

async function* readBatches(
  polars: Polars,
  path: string,
  scan: () => LazyTable,
  rows: number,
  selection: readonly ColumnSelection[],
  batchRows: number = BATCH_ROWS,
): AsyncGenerator<ColumnBatch> {
  const expressions = selection.map(({ column, as, type }) => convert(polars, column, type).alias(as));
  const types = Object.fromEntries(selection.map(({ as, type }) => [as, type]));
  const fetch = async (offset: number) => {
    const frame = await scan().slice(offset, batchRows).select(...expressions).collect();
    return decodeArrowStream(frame.writeIPCStream(), types);
  };
  try {
    let next = rows > 0 ? fetch(0) : undefined;
    for (let offset = batchRows; next !== undefined; offset += batchRows) {
      const batches = await next;
      next = offset < rows ? fetch(offset) : undefined; // the engine reads ahead while the caller works
      next?.catch(() => {}); // told when it is awaited
      yield* batches;
    }
  } catch (error) {
    if (error instanceof TaxiError) throw error;
    throw unreadable(path, error);
  }
}

/** Nanoseconds, milliseconds and dates all become microseconds; whole numbers keep their value in a float64. */
function convert(polars: Polars, column: string, type: ColumnType) {
  const value = polars.col(column);
  switch (type) {
    case "timestamp":
      return value.cast(polars.Datetime("us"), STRICT).cast(polars.Int64).cast(polars.Float64);
    case "int32":
      return value.cast(polars.Int32, STRICT);
    case "string":
      return value.cast(polars.String).cast(polars.Categorical as unknown as PolarsType);
    default:
      return value.cast(polars.Float64, STRICT);
  }
}

function columnType(type: PolarsType): ColumnType {
  const name = String(type);
  if (/Datetime|Date\b/.test(name)) return "timestamp";
  if (/U?Int(8|16|32)\b/.test(name)) return "int32";
  if (/U?Int64/.test(name)) return "int64";
  if (/Float|Decimal/.test(name)) return "float64";
  return "string";
}

async function checkFormat(path: string): Promise<"parquet" | "csv"> {
  const format = extname(path).slice(1).toLowerCase();
  if (format !== "parquet" && format !== "csv") {
    throw new UsageError(
      `Cannot read "${basename(path)}": its name ends in "${extname(path)}", expected .parquet or .csv`,
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

function unreadable(path: string, error: unknown): TaxiError {
  const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
  return new TaxiError(`Cannot read "${basename(path)}": ${reason}`, {
    code: "unreadable_file",
    cause: error,
  });
}
