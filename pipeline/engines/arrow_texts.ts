import { arrowFault } from "./arrow_fault.ts";
import { forEachNull, valuesOf } from "./arrow_numbers.ts";
import type { ArrowColumnData } from "./arrow_record_batch.ts";
import type { ArrowType } from "./arrow_schema.ts";

const VIEW_BYTES = 16;
const INLINE_BYTES = 12;
/** The first buffer of a view column that holds texts. */
const FIRST_VIEWED = 2;

const decoder = new TextDecoder();

/**
 * Rows of a column of text; null where there is no value.
 *
 * @param maxBytes most of a text that is read: one that is longer is cut
 * @throws TaxiError `malformed_arrow` when a text lies beyond its buffer
 */
export function readTexts(
  column: ArrowColumnData & { readonly type: ArrowType & { kind: "text" } },
  from: number,
  to: number,
  maxBytes: number,
): (string | null)[] {
  const bytes = column.type.layout === "views" ? viewedBytes(column) : offsetBytes(column);
  const texts = Array.from<unknown, string | null>(
    { length: to - from },
    (_, index) => decoder.decode(bytes(from + index, maxBytes)),
  );
  forEachNull(column, from, to, (index) => texts[index] = null);
  return texts;
}

/** The bytes of a row. */
type TextBytes = (row: number, maxBytes: number) => Uint8Array;

function offsetBytes(column: ArrowColumnData & { type: ArrowType & { kind: "text" } }): TextBytes {
  const words = column.type.layout === "offsets32" ? 1 : 2;
  const { rows, buffers: [, offsetBytes, text] } = column;
  if (rows > 0) valuesOf({ ...column, rows: rows + 1 }, words * 4);
  const offsets = new Uint32Array(offsetBytes.buffer, offsetBytes.byteOffset, offsetBytes.length >> 2);
  const offset = (row: number) =>
    words === 1 ? offsets[row] : offsets[row * 2] + offsets[row * 2 + 1] * 2 ** 32;
  return (row, maxBytes) => part(text, offset(row), offset(row + 1) - offset(row), maxBytes);
}

function viewedBytes(column: ArrowColumnData): TextBytes {
  const bytes = valuesOf(column, VIEW_BYTES);
  const views = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return (row, maxBytes) => {
    const at = row * VIEW_BYTES, length = views.getInt32(at, true);
    if (length <= INLINE_BYTES) return part(bytes, at + 4, length, maxBytes);
    const buffer = column.buffers[FIRST_VIEWED + views.getInt32(at + 8, true)];
    return part(buffer ?? new Uint8Array(), views.getInt32(at + 12, true), length, maxBytes);
  };
}

function part(text: Uint8Array, offset: number, length: number, maxBytes: number): Uint8Array {
  if (offset >= 0 && length >= 0 && offset + length <= text.length) {
    return text.subarray(offset, offset + Math.min(length, maxBytes));
  }
  throw arrowFault(
    "malformed_arrow",
    `a text of ${length} bytes at ${offset} lies beyond its buffer of ${text.length}`,
  );
}
