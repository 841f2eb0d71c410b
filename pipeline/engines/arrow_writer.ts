import * as arrow from "apache-arrow";
import { arrowFault } from "./arrow_fault.ts";

/** A column that is written without nulls. */
export interface WrittenColumn {
  /** As the schema shall have it. */
  readonly name: string;
  /** `bytes16` is fixed_size_binary[16]. */
  readonly type: "float64" | "uint8" | "bytes16";
}

/** Writes an Arrow IPC stream, part by part. */
export interface ArrowWriter {
  /** Some rows. @param values of the columns in their order, as long as the rows need */
  rows(rows: number, values: readonly (Float64Array | Uint8Array)[]): Uint8Array<ArrayBuffer>;
  /** A record batch of no rows that carries `metadata`, for whoever looks for it. */
  note(metadata: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer>;
  /** What ends the stream. */
  end(): Uint8Array<ArrayBuffer>;
}

const BYTES16 = 16;
const TYPES = {
  float64: new arrow.Float64(),
  uint8: new arrow.Uint8(),
  bytes16: new arrow.FixedSizeBinary(BYTES16),
};

/**
 * Begins a stream; the schema comes with the first part.
 *
 * @param metadata of the schema
 */
export function createArrowWriter(
  columns: readonly WrittenColumn[],
  metadata: ReadonlyMap<string, string>,
): ArrowWriter {
  const schema = new arrow.Schema(
    columns.map(({ name, type }) => new arrow.Field(name, TYPES[type], false)),
    new Map(metadata),
  );
  const written = new WrittenParts();
  const writer = new arrow.RecordBatchStreamWriter({ autoDestroy: false }).reset(written, schema);
  const write = (
    rows: number,
    values: readonly (Float64Array | Uint8Array)[],
    note?: Map<string, string>,
  ) => {
    const children = columns.map(({ type }, column) => columnData(type, rows, values[column]));
    const data = arrow.makeData({
      type: new arrow.Struct(schema.fields),
      length: rows,
      nullCount: 0,
      children,
    });
    writer.write(new arrow.RecordBatch(schema, data, note));
    return written.take();
  };
  return {
    rows: write,
    note: (metadata) => write(0, columns.map(() => new Uint8Array()), new Map(metadata)),
    end() {
      writer.finish();
      return written.take();
    },
  };
}

function columnData(
  type: WrittenColumn["type"],
  length: number,
  values: Float64Array | Uint8Array,
): arrow.Data {
  const expected = type === "bytes16" ? length * BYTES16 : length;
  if (values.length !== expected) {
    throw arrowFault("malformed_arrow", `${values.length} values for ${length} rows of ${type}`);
  }
  return new arrow.Data(TYPES[type], 0, length, 0, { [arrow.BufferType.DATA]: values });
}

/** Keeps what Arrow's writer writes until it is taken, as one piece. */
class WrittenParts extends arrow.AsyncByteQueue<Uint8Array> {
  #parts: Uint8Array[] = [];

  override write(part: Parameters<arrow.AsyncByteQueue["write"]>[0]): undefined {
    this.#parts.push(part as Uint8Array);
  }

  take(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#parts.reduce((bytes, part) => bytes + part.byteLength, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.byteLength;
    }
    this.#parts = [];
    return whole;
  }
}
