import { basename, extname, join } from "node:path";
import { UsageError } from "../../lib/errors.ts";
import type { ColumnBatch, ColumnType } from "./column_batch.ts";
import { literalPath, loadPolars, type Polars } from "./polars.ts";

/** File formats that tables are written in. */
export type TableFormat = "parquet" | "csv";

/**
 * The format that a file's name asks for, in capitals or not.
 *
 * @throws UsageError unless the name ends in .parquet or .csv
 */
export function tableFormat(path: string): TableFormat {
  const format = extname(path).slice(1).toLowerCase();
  if (format === "parquet" || format === "csv") return format;
  throw new UsageError(
    `Cannot write "${basename(path)}": its name ends in "${extname(path)}", expected .parquet or .csv`,
  );
}

/** Rows per row group of the Parquet files that `taxi` writes. */
const ROW_GROUP_ROWS = 131_072;

/**
 * Writes a table batch by batch in bounded memory: each batch becomes an Arrow file in a scratch folder beside `path`,
 * and at the end the embedded engine streams them all into Parquet or CSV. Meant for a temporary `path` that is renamed
 * afterwards.
 */
export class TableWriter {
  /** Rows written so far. */
  rows = 0;
  #parts = 0;
  readonly #path: string;
  readonly #scratch: string;
  readonly #format: TableFormat;
  readonly #types: Readonly<Record<string, ColumnType>>;

  /**
   * Touches no file yet: the scratch folder comes with the first batch.
   *
   * @param types the columns, in order; every batch must have exactly these
   */
  constructor(path: string, format: TableFormat, types: Readonly<Record<string, ColumnType>>) {
    this.#path = path;
    this.#scratch = `${path}.arrow`;
    this.#format = format;
    this.#types = types;
  }

  /** Appends a batch. */
  async write(batch: ColumnBatch): Promise<void> {
    if (this.#parts === 0) await Deno.mkdir(this.#scratch, { recursive: true });
    const part = String(this.#parts++).padStart(8, "0"); // the engine reads the parts in the order of their names
    const { encodeArrowFile } = await import("./arrow_batch.ts"); // a report reads tables and writes none
    await Deno.writeFile(join(this.#scratch, `${part}.arrow`), encodeArrowFile(batch));
    this.rows += batch.rows;
  }

  /** Makes the file from what was written; the scratch folder is gone afterwards. */
  async finish(): Promise<void> {
    if (this.#parts === 0) await this.write(emptyBatch(this.#types));
    const polars = await loadPolars();
    const columns = Object.entries(this.#types).map(([name, type]) => published(polars, name, type));
    const table = polars.scanIPC(join(literalPath(this.#scratch), "*.arrow")).select(...columns);
    const sink = this.#format === "csv" ? table.sinkCSV(this.#path) : table.sinkParquet(this.#path, {
      compression: "zstd",
      compressionLevel: 1,
      rowGroupSize: ROW_GROUP_ROWS,
    });
    await sink.collect();
    await this.discard();
  }

  /** Removes the scratch folder, whatever has been written. */
  async discard(): Promise<void> {
    if (this.#parts > 0) await Deno.remove(this.#scratch, { recursive: true });
    this.#parts = 0;
  }
}

/** The types of a {@linkcode ColumnBatch} that Arrow carries as float64 get back the form in which TLC publishes them. */
function published(polars: Polars, name: string, type: ColumnType) {
  const value = polars.col(name);
  if (type === "int64") return value.cast(polars.Int64);
  if (type === "timestamp") return value.cast(polars.Int64).cast(polars.Datetime("us"));
  return value;
}

function emptyBatch(types: Readonly<Record<string, ColumnType>>): ColumnBatch {
  const columns = Object.entries(types).map(([name, type]) => {
    if (type === "int32") return [name, { type, values: new Int32Array(0) }];
    if (type === "string") return [name, { type, values: new Int32Array(0), levels: [] }];
    return [name, { type, values: new Float64Array(0) }];
  });
  return { rows: 0, columns: Object.fromEntries(columns) };
}
