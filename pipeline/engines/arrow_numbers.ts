import { arrowFault } from "./arrow_fault.ts";
import type { ArrowColumnData } from "./arrow_record_batch.ts";
import type { ArrowType } from "./arrow_schema.ts";

const TWO_TO_32 = 2 ** 32;
const BYTE_BITS = 8;
const WORD_BYTES = 4;

/**
 * Rows of a column of numbers, times among them: microseconds then. NaN where there is no value. Whole numbers beyond
 * 2^53 are rounded.
 *
 * @throws TaxiError `malformed_arrow` when the column has fewer values than rows
 */
export function readNumbers(column: ArrowColumnData, from: number, to: number): Float64Array {
  const { type } = column;
  if (type.kind === "null") return new Float64Array(to - from).fill(NaN);
  const values = readValues(type, valuesOf(column, bytesOf(type)), from, to);
  eraseNulls(column, from, values);
  return values;
}

/** Whether {@linkcode readNumbers} can read a type. */
export function isNumbers(type: ArrowType): boolean {
  switch (type.kind) {
    case "integer":
      return [8, 16, 32, 64].includes(type.bits);
    case "float":
      return type.bits >= 32;
    case "decimal":
      return [32, 64, 128, 256].includes(type.bits);
    default:
      return type.kind === "timestamp" || type.kind === "null";
  }
}

/** For each null, calls `erase` with its place from `from` on. */
export function forEachNull(
  { nulls, rows, buffers: [validity] }: ArrowColumnData,
  from: number,
  to: number,
  erase: (index: number) => void,
): void {
  if (nulls === 0 || validity.length === 0) return;
  if (validity.length * BYTE_BITS < rows) {
    throw arrowFault("malformed_arrow", "a column is shorter than its rows");
  }
  for (let row = from; row < to; row++) {
    if ((validity[row >> 3] >> (row & 7) & 1) === 0) erase(row - from);
  }
}

/** The bytes of a column's values, or of what stands for them. @param bytes of one value */
export function valuesOf({ buffers, rows }: ArrowColumnData, bytes: number): Uint8Array<ArrayBuffer> {
  const values = buffers[1];
  if (values.length >= rows * bytes) return values;
  throw arrowFault(
    "malformed_arrow",
    `a column of ${rows} rows has ${values.length} bytes, expected ${bytes} for each row`,
  );
}

function eraseNulls(column: ArrowColumnData, from: number, values: Float64Array): void {
  forEachNull(column, from, from + values.length, (index) => values[index] = NaN);
}

function bytesOf(type: ArrowType): number {
  return "bits" in type ? type.bits / BYTE_BITS : 8;
}

function readValues(type: ArrowType, bytes: Uint8Array<ArrayBuffer>, from: number, to: number): Float64Array {
  if (type.kind === "timestamp") return scaled(readWide(bytes, 64, from, to), type.unit);
  if (type.kind === "decimal") {
    const power = 10 ** Math.abs(type.scale); // exact up to 22 digits, where its inverse is not
    return readWide(bytes, type.bits, from, to).map((value) =>
      type.scale < 0 ? value * power : value / power
    );
  }
  if (type.kind === "integer" && type.bits === 64) return readWide(bytes, 64, from, to, type.signed);
  const View = viewOf(type);
  return new Float64Array(
    new View(bytes.buffer, bytes.byteOffset + from * View.BYTES_PER_ELEMENT, to - from),
  );
}

function viewOf(type: ArrowType) {
  if (type.kind === "float") return type.bits === 32 ? Float32Array : Float64Array;
  const { bits, signed } = type as ArrowType & { kind: "integer" };
  if (bits === 8) return signed ? Int8Array : Uint8Array;
  if (bits === 16) return signed ? Int16Array : Uint16Array;
  return signed ? Int32Array : Uint32Array;
}

/** Whole numbers of some words of 32 bits, the lowest first: much faster than by bigints. */
function readWide(
  bytes: Uint8Array<ArrayBuffer>,
  bits: number,
  from: number,
  to: number,
  signed = true,
): Float64Array {
  const words = bits / BYTE_BITS / WORD_BYTES, rows = to - from;
  const low = new Uint32Array(bytes.buffer, bytes.byteOffset + from * words * WORD_BYTES, rows * words);
  const high = signed ? new Int32Array(low.buffer, low.byteOffset, low.length) : low;
  const values = new Float64Array(rows);
  if (words === 2) { // nearly every column
    for (let row = 0; row < rows; row++) values[row] = high[row * 2 + 1] * TWO_TO_32 + low[row * 2];
    return values;
  }
  for (let row = 0; row < rows; row++) {
    let word = (row + 1) * words - 1, value = high[word];
    while (--word >= row * words) value = value * TWO_TO_32 + low[word];
    values[row] = value;
  }
  return values;
}

/** A float64 has nanoseconds of our days to 256 only, which rounding to microseconds mends. */
function scaled(values: Float64Array, unit: number): Float64Array {
  if (unit === 1) return values;
  for (let row = 0; row < values.length; row++) {
    values[row] = unit < 1 ? Math.round(values[row] / 1000) : values[row] * unit;
  }
  return values;
}
