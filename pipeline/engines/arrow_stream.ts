import { MessageHeader } from "apache-arrow/fb/message-header";
import { arrowFault } from "./arrow_fault.ts";
import { arrowMessages } from "./arrow_messages.ts";
import { isNumbers, readNumbers } from "./arrow_numbers.ts";
import { type ArrowColumnData, readRecordBatch } from "./arrow_record_batch.ts";
import { type ArrowType, readSchema } from "./arrow_schema.ts";
import { readTexts } from "./arrow_texts.ts";
import { ByteSource } from "./byte_source.ts";

/** A column that a stream has. */
export interface ArrowColumnInfo {
  /** As the schema has it; several columns may have the same. */
  readonly name: string;
  /** What {@linkcode ArrowBatch} makes of it; `other` cannot be read. */
  readonly kind: "integer" | "number" | "timestamp" | "text" | "null" | "other";
  /** Of a timestamp: whether it is counted in UTC. */
  readonly instant: boolean;
  /** Arrow's name of the type, for people. */
  readonly typeName: string;
}

/** Some rows of a stream, valid until the next are asked for. */
export interface ArrowBatch {
  /** Length of every column. */
  readonly rows: number;
  /** Rows `from` to `to` of a column of numbers, or of times in microseconds; NaN where there is no value. */
  numbers(column: string, from: number, to: number): Float64Array;
  /** Rows `from` to `to` of a column of text, each cut at `maxBytes`; null where there is no value. */
  texts(column: string, from: number, to: number, maxBytes: number): (string | null)[];
}

/** A stream whose schema is read. */
export interface ArrowStream {
  /** In the order of the schema. */
  readonly columns: readonly ArrowColumnInfo[];
  /** Its record batches, of which one is held at a time. @param names of the columns that are going to be read */
  batches(names: readonly string[]): AsyncGenerator<ArrowBatch>;
}

/**
 * Reads an Arrow IPC stream as it comes, one record batch at a time. Whoever sent it is not trusted: metadata is believed
 * only where the bytes that it speaks of are there.
 *
 * @param parts asked for only when needed, and not to the end when the stream ends before; to be closed by the caller
 * @throws TaxiError of an `ArrowFaultCode`, while reading too
 */
export async function openArrowStream(parts: AsyncIterable<Uint8Array>): Promise<ArrowStream> {
  const messages = arrowMessages(new ByteSource(parts));
  const { value: first, done } = await messages.next();
  if (done || first.message.headerType() !== MessageHeader.Schema) {
    throw arrowFault("malformed_arrow", "it does not begin with a schema");
  }
  const fields = readSchema(first);
  return {
    columns: fields.flatMap(({ name, type }) => name === undefined ? [] : [columnInfo(name, type)]),
    async *batches(names) {
      const wanted = new Set(names);
      for await (const message of messages) {
        if (message.message.headerType() !== MessageHeader.RecordBatch) {
          throw arrowFault("malformed_arrow", "it has something else where a record batch was expected");
        }
        const { rows, columns } = readRecordBatch(message, fields, wanted);
        yield { rows, ...readers(columns) };
      }
    },
  };
}

function readers(columns: ReadonlyMap<string, ArrowColumnData>): Pick<ArrowBatch, "numbers" | "texts"> {
  return {
    numbers: (name, from, to) => readNumbers(columns.get(name)!, from, to),
    texts(name, from, to, maxBytes) {
      const { type, ...data } = columns.get(name)!;
      if (type.kind !== "text") throw new TypeError(`Column "${name}" is ${type.kind}, expected text`);
      return readTexts({ ...data, type }, from, to, maxBytes);
    },
  };
}

function columnInfo(name: string, type: ArrowType): ArrowColumnInfo {
  return {
    name,
    kind: kindOf(type),
    instant: type.kind === "timestamp" && type.instant,
    typeName: typeName(type),
  };
}

function kindOf(type: ArrowType): ArrowColumnInfo["kind"] {
  if (type.kind === "text") return "text";
  if (!isNumbers(type)) return "other";
  return type.kind === "float" || type.kind === "decimal"
    ? "number"
    : type.kind as "integer" | "timestamp" | "null";
}

function typeName(type: ArrowType): string {
  switch (type.kind) {
    case "integer":
      return `${type.signed ? "" : "u"}int${type.bits}`;
    case "float":
      return `float${type.bits}`;
    case "decimal":
      return `decimal${type.bits}`;
    case "other":
      return type.name;
    default:
      return type.kind;
  }
}
