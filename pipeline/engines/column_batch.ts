/**
 * One column of a {@linkcode ColumnBatch}: `rows` values. `null` is told by `valid` (1 = present, absent array = all
 * present); the value under a null is meaningless. Timestamps are microseconds since 1970 of New York's wall clock,
 * as TLC publishes them: exact in a float64 until the year 2255.
 */
export type Column =
  | { readonly type: "float64"; readonly values: Float64Array; readonly valid?: Uint8Array }
  | { readonly type: "int32"; readonly values: Int32Array; readonly valid?: Uint8Array }
  | { readonly type: "int64"; readonly values: Float64Array; readonly valid?: Uint8Array }
  | { readonly type: "timestamp"; readonly values: Float64Array; readonly valid?: Uint8Array }
  | {
    readonly type: "string";
    /** Index into `levels`. */
    readonly values: Int32Array;
    readonly levels: readonly string[];
    readonly valid?: Uint8Array;
  };

/** The type names a {@linkcode Column} can have. */
export type ColumnType = Column["type"];

/** Some rows of a table, column by column: the unit in which every table is read and written. */
export interface ColumnBatch {
  /** Length of every column's `values`. */
  readonly rows: number;
  /** Each of `rows` values, by name. */
  readonly columns: Readonly<Record<string, Column>>;
}

/** Rows per batch when a table is streamed: some MB of columns, small beside the runtime itself. */
export const BATCH_ROWS = 131_072;
