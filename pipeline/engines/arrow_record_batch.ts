import { RecordBatch } from "apache-arrow/fb/record-batch";
import { arrowFault, unverified } from "./arrow_fault.ts";
import type { ArrowMessage } from "./arrow_messages.ts";
import type { ArrowField, ArrowType } from "./arrow_schema.ts";

/** A column of one record batch as it lies in memory. */
export interface ArrowColumnData {
  /** As the schema has it. */
  readonly type: ArrowType;
  /** Values, nulls among them. */
  readonly rows: number;
  /** How many of them are null, as the metadata has it. */
  readonly nulls: number;
  /** As many as its type has; each lies within the body, but is of any length. */
  readonly buffers: readonly Uint8Array<ArrayBuffer>[];
}

/** Some rows of a stream. */
export interface ArrowRecordBatch {
  /** Length of every column. */
  readonly rows: number;
  /** Those asked for, by name. */
  readonly columns: ReadonlyMap<string, ArrowColumnData>;
}

/** Bytes of the widest value: views of typed arrays have to begin at a multiple. */
const ALIGNMENT = 8;

/**
 * Finds columns in a record batch. Nothing is decoded and nothing but the lists of its metadata believed: other columns
 * cost nothing, and lengths are held against the body.
 *
 * @param wanted names of columns; those that the schema lacks are left out
 * @throws TaxiError of an `ArrowFaultCode`
 */
export function readRecordBatch(
  message: ArrowMessage,
  fields: readonly ArrowField[],
  wanted: ReadonlySet<string>,
): ArrowRecordBatch {
  return unverified(() => {
    const batch = message.message.header(new RecordBatch()) as RecordBatch;
    if (batch.compression() !== null) {
      throw arrowFault("unsupported_arrow", "its record batches are compressed, expected uncompressed ones");
    }
    const lists = new BatchLists(batch, message);
    const rows = lists.rows();
    const columns = new Map<string, ArrowColumnData>();
    for (const field of fields) {
      const node = lists.nextNode();
      const buffers = lists.nextBuffers(field);
      if (field.name === undefined || !wanted.has(field.name)) continue;
      if (node.rows !== rows) {
        throw arrowFault(
          "malformed_arrow",
          `column "${field.name}" has ${node.rows} rows in a record batch of ${rows}`,
        );
      }
      columns.set(field.name, { type: field.type, ...node, buffers: buffers.map((at) => lists.buffer(at)) });
    }
    return { rows, columns };
  });
}

/** The lists of nodes and buffers, which are in the order of the fields. */
class BatchLists {
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(readonly batch: RecordBatch, readonly message: ArrowMessage) {}

  rows(): number {
    const rows = Number(this.batch.length());
    if (rows >= 0 && Number.isSafeInteger(rows)) return rows;
    throw arrowFault("malformed_arrow", `a record batch has ${rows} rows`);
  }

  nextNode(): { rows: number; nulls: number } {
    if (this.#node >= this.batch.nodesLength()) {
      throw arrowFault("malformed_arrow", "a record batch has fewer columns than the schema");
    }
    const node = this.batch.nodes(this.#node++)!;
    return { rows: Number(node.length()), nulls: Number(node.nullCount()) };
  }

  /** Passes over the buffers of a field. @returns their places in the list */
  nextBuffers({ buffers, variadic }: ArrowField): number[] {
    const more = variadic ? Number(this.batch.variadicBufferCounts(this.#variadic++) ?? 0) : 0;
    const first = this.#buffer, count = buffers + more;
    this.#buffer += count;
    if (
      more >= 0 && this.#buffer <= this.batch.buffersLength() &&
      this.#buffer * 16 <= this.message.metadataBytes
    ) {
      return Array.from({ length: count }, (_, index) => first + index);
    }
    throw arrowFault("malformed_arrow", "a record batch has fewer buffers than its columns need");
  }

  buffer(index: number): Uint8Array<ArrayBuffer> {
    const { body } = this.message;
    const place = this.batch.buffers(index)!;
    const offset = Number(place.offset()), length = Number(place.length());
    if (!(offset >= 0 && length >= 0 && offset + length <= body.length)) {
      throw arrowFault(
        "malformed_arrow",
        `a buffer of ${length} bytes at ${offset} lies beyond its record batch of ${body.length}`,
      );
    }
    const bytes = body.subarray(offset, offset + length);
    return bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  }
}
