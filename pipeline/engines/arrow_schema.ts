import { Decimal } from "apache-arrow/fb/decimal";
import { Endianness } from "apache-arrow/fb/endianness";
import type { Field } from "apache-arrow/fb/field";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
import { Schema } from "apache-arrow/fb/schema";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Type } from "apache-arrow/fb/type";
import { arrowFault, unverified } from "./arrow_fault.ts";
import type { ArrowMessage } from "./arrow_messages.ts";

/** Fields of a schema, nested ones too: damaged metadata can point at itself and go on forever. */
const MAX_FIELDS = 1000;
const MAX_DEPTH = 32;

/** The type of a column, as far as columns of trips need it. */
export type ArrowType =
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: number }
  | { readonly kind: "decimal"; readonly bits: number; readonly scale: number }
  | {
    readonly kind: "timestamp";
    /** Microseconds of one unit. */
    readonly unit: number;
    /** Counted from 1970 in UTC; otherwise on a wall clock that is not told. */
    readonly instant: boolean;
  }
  | { readonly kind: "text"; readonly layout: "offsets32" | "offsets64" | "views" }
  | { readonly kind: "null" }
  | { readonly kind: "other"; /** For people. */ readonly name: string };

/** How a field lies in each record batch; in the order in which a schema nests them. */
export interface ArrowField {
  /** Of a column; undefined within one. */
  readonly name: string | undefined;
  /** What its values are. */
  readonly type: ArrowType;
  /** Buffers it always has. */
  readonly buffers: number;
  /** Whether each record batch tells of further ones. */
  readonly variadic: boolean;
}

/** Buffers by type, as https://arrow.apache.org/docs/format/Columnar.html#buffer-listing-for-each-layout lists them. */
const BUFFERS: Readonly<Record<number, number>> = {
  [Type.Null]: 0,
  [Type.RunEndEncoded]: 0,
  [Type.Struct_]: 1,
  [Type.FixedSizeList]: 1,
  [Type.Binary]: 3,
  [Type.Utf8]: 3,
  [Type.LargeBinary]: 3,
  [Type.LargeUtf8]: 3,
  [Type.ListView]: 3,
  [Type.LargeListView]: 3,
};
const BUFFERS_OF_MOST = 2;

/**
 * Reads the schema of a stream.
 *
 * @returns every field, each before its children
 * @throws TaxiError of an `ArrowFaultCode`
 */
export function readSchema({ message, metadataBytes }: ArrowMessage): ArrowField[] {
  return unverified(() => {
    const schema = message.header(new Schema()) as Schema;
    if (schema.endianness() !== Endianness.Little) {
      throw arrowFault("unsupported_arrow", "its numbers are big-endian, expected little-endian");
    }
    const fields: ArrowField[] = [];
    const columns = checkLength(schema.fieldsLength(), metadataBytes);
    for (let column = 0; column < columns; column++) {
      addField(fields, schema.fields(column)!, 0, metadataBytes);
    }
    return fields;
  });
}

function addField(fields: ArrowField[], field: Field, depth: number, metadataBytes: number): void {
  if (fields.length === MAX_FIELDS || depth === MAX_DEPTH) {
    throw arrowFault(
      "arrow_too_large",
      `its schema has more than ${MAX_FIELDS} fields or ${MAX_DEPTH} levels, expected fewer`,
    );
  }
  const name = depth === 0 ? field.name() ?? "" : undefined;
  const type = field.typeType();
  if (field.dictionary() !== null) { // only the codes lie in a record batch
    const encoded: ArrowType = { kind: "other", name: `dictionary of ${typeName(type)}` };
    fields.push({ name, type: encoded, buffers: BUFFERS_OF_MOST, variadic: false });
    return;
  }
  const variadic = type === Type.Utf8View || type === Type.BinaryView;
  fields.push({ name, type: readType(field, type), buffers: buffersOf(type), variadic });
  const children = checkLength(field.childrenLength(), metadataBytes);
  for (let child = 0; child < children; child++) {
    addField(fields, field.children(child)!, depth + 1, metadataBytes);
  }
}

function buffersOf(type: Type): number {
  if (type === Type.Union) throw arrowFault("unsupported_arrow", "it has a column of unions, expected none");
  return BUFFERS[type] ?? BUFFERS_OF_MOST;
}

function readType(field: Field, type: Type): ArrowType {
  switch (type) {
    case Type.Null:
      return { kind: "null" };
    case Type.Int: {
      const int = field.type(new Int()) as Int;
      return { kind: "integer", bits: int.bitWidth(), signed: int.isSigned() };
    }
    case Type.FloatingPoint:
      return { kind: "float", bits: 16 << (field.type(new FloatingPoint()) as FloatingPoint).precision() };
    case Type.Decimal: {
      const decimal = field.type(new Decimal()) as Decimal;
      return { kind: "decimal", bits: decimal.bitWidth(), scale: decimal.scale() };
    }
    case Type.Timestamp: {
      const timestamp = field.type(new Timestamp()) as Timestamp;
      const unit = [1e6, 1e3, 1, 1e-3][timestamp.unit()];
      return { kind: "timestamp", unit, instant: Boolean(timestamp.timezone()) };
    }
    case Type.Utf8:
      return { kind: "text", layout: "offsets32" };
    case Type.LargeUtf8:
      return { kind: "text", layout: "offsets64" };
    case Type.Utf8View:
      return { kind: "text", layout: "views" };
    default:
      return { kind: "other", name: typeName(type) };
  }
}

function typeName(type: Type): string {
  return (Type[type] ?? `type ${type}`).replace(/_$/, "").replace(/\B[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}

/** A vector of tables has four bytes for each of them, whatever its length says. */
function checkLength(length: number, metadataBytes: number): number {
  if (length >= 0 && length * 4 <= metadataBytes) return length;
  throw arrowFault("malformed_arrow", `its metadata lists ${length} fields in ${metadataBytes} bytes`);
}
