import { decodeArrowStream } from "./arrow_batch.ts";
import { BATCH_ROWS, type ColumnBatch, type ColumnType } from "./column_batch.ts";
import type { LazyTable, Polars, PolarsType } from "./polars.ts";
import type { ColumnSelection } from "./table_file.ts";

/** An expression of the embedded engine. */
export type Expression = ReturnType<Polars["col"]>;

/** Rows of a table that the engine holds or scans. */
export interface Frame {
  /** Looked at anew whenever it is read. */
  readonly scan: () => LazyTable;
  /** All of them. */
  readonly rows: number;
}

/** Makes one column what was asked for. */
export type Convert = (polars: Polars, column: string, type: ColumnType) => Expression;

/** Streams chosen columns of a frame; the engine reads one batch ahead while the caller works. */
export async function* readFrame(
  polars: Polars,
  { scan, rows }: Frame,
  selection: readonly ColumnSelection[],
  batchRows: number = BATCH_ROWS,
  convert: Convert = convertColumn,
): AsyncGenerator<ColumnBatch> {
  const expressions = selection.map(({ column, as, type }) => convert(polars, column, type).alias(as));
  const types = Object.fromEntries(selection.map(({ as, type }) => [as, type]));
  const fetch = async (offset: number) => {
    const frame = await scan().slice(offset, batchRows).select(...expressions).collect();
    return decodeArrowStream(frame.writeIPCStream(), types);
  };
  let next = rows > 0 ? fetch(0) : undefined;
  for (let offset = batchRows; next !== undefined; offset += batchRows) {
    const batches = await next;
    next = offset < rows ? fetch(offset) : undefined;
    next?.catch(() => {}); // told when it is awaited
    yield* batches;
  }
}

/** A value that cannot be converted is an error, never a silent null. */
const STRICT = true;

/** Nanoseconds, milliseconds and dates all become microseconds; whole numbers keep their value in a float64. */
export function convertColumn(polars: Polars, column: string, type: ColumnType): Expression {
  return convertValue(polars, polars.col(column), type);
}

/** The same for what is no plain column. */
export function convertValue(polars: Polars, value: Expression, type: ColumnType): Expression {
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
