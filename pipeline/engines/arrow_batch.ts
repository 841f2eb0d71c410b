import * as arrow from "apache-arrow";
import type { Column, ColumnBatch } from "./column_batch.ts";

/**
 * Reads an Arrow IPC stream into column batches, one for each record batch. Number columns are views of `bytes`, not
 * copies; columns must be float64, int32 or dictionary-encoded text.
 *
 * @param types what each column is to be called; a `timestamp` or `int64` arrives as float64
 */
export function decodeArrowStream(
  bytes: Uint8Array,
  types: Readonly<Record<string, Column["type"]>>,
): ColumnBatch[] {
  return arrow.tableFromIPC(bytes).batches.map((batch) => {
    const columns: Record<string, Column> = {};
    for (const [name, type] of Object.entries(types)) {
      columns[name] = decodeColumn(batch.getChild(name)!.data[0], type);
    }
    return { rows: batch.numRows, columns };
  });
}

function decodeColumn(data: arrow.Data, type: Column["type"]): Column {
  const valid = decodeValidity(data);
  if (type === "string") {
    const levels = (data.dictionary?.toArray() ?? []) as unknown as string[];
    return { type, values: Int32Array.from(data.values as Uint32Array), levels: [...levels], valid };
  }
  const values = data.values.subarray(0, data.length);
  if (type === "int32") return { type, values: values as Int32Array, valid };
  return { type, values: values as Float64Array, valid };
}

/** Arrow's bitmap, least significant bit first, as one byte a row; undefined where every row has a value. */
function decodeValidity(data: arrow.Data): Uint8Array | undefined {
  if (data.nullCount === 0) return undefined;
  const valid = new Uint8Array(data.length);
  for (let row = 0; row < data.length; row++) {
    const bit = row + data.offset;
    valid[row] = (data.nullBitmap[bit >> 3] >> (bit & 7)) & 1;
  }
  return valid;
}

/** A batch as a whole Arrow IPC file, for the embedded engine to scan. */
export function encodeArrowFile(batch: ColumnBatch): Uint8Array {
  const used = new Set<ArrayBufferLike>();
  const columns = Object.entries(batch.columns).map(([name, column]) =>
    [name, new arrow.Vector([encodeColumn(column, batch.rows, used)])] as const
  );
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(columns)), "file");
}

/** @param used memory of the columns before: Arrow's writer takes overlapping neighbours for one, so that each has its own */
function encodeColumn(column: Column, rows: number, used: Set<ArrayBufferLike>): arrow.Data {
  const data = used.has(column.values.buffer) ? column.values.slice() : column.values;
  used.add(data.buffer);
  const validity = encodeValidity(column.valid);
  const shared = { length: rows, nullCount: validity.nulls, nullBitmap: validity.bitmap };
  if (column.type === "int32") {
    return arrow.makeData({ type: new arrow.Int32(), data, ...shared });
  }
  if (column.type === "string") {
    return arrow.makeData({ type: new arrow.Utf8(), ...encodeText(column, rows), ...shared });
  }
  return arrow.makeData({ type: new arrow.Float64(), data, ...shared });
}

/** Plain text rather than a dictionary: each batch has its own levels, and the engine reads the batches as one table. */
function encodeText(
  column: Column & { type: "string" },
  rows: number,
): { data: Uint8Array; valueOffsets: Int32Array } {
  const encoder = new TextEncoder();
  const levels = column.levels.map((level) => encoder.encode(level));
  const valueOffsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const length = column.valid?.[row] === 0 ? 0 : levels[column.values[row]].length;
    valueOffsets[row + 1] = valueOffsets[row] + length;
  }
  const data = new Uint8Array(valueOffsets[rows]);
  for (let row = 0; row < rows; row++) {
    if (valueOffsets[row + 1] > valueOffsets[row]) data.set(levels[column.values[row]], valueOffsets[row]);
  }
  return { data, valueOffsets };
}

function encodeValidity(valid: Uint8Array | undefined): { nulls: number; bitmap?: Uint8Array } {
  if (valid === undefined) return { nulls: 0 };
  const bitmap = new Uint8Array(Math.ceil(valid.length / 8));
  let nulls = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row]) bitmap[row >> 3] |= 1 << (row & 7);
    else nulls++;
  }
  return { nulls, bitmap };
}
