import type { ColumnType } from "./column_batch.ts";
import type { SourceType } from "./source_type.ts";
import { numberOf, structOf, structsOf, textOf, ThriftReader, type ThriftStruct } from "./thrift_compact.ts";

/** How values are stored, by the numbers of the format. */
export const PHYSICAL = { boolean: 0, int32: 1, int64: 2, int96: 3, float: 4, double: 5, bytes: 6 } as const;

/** A column of a Parquet file without nesting. */
export interface ParquetColumn {
  /** Its name in the file. */
  readonly name: string;
  /** One of {@linkcode PHYSICAL}. */
  readonly physical: number;
  /** Whether rows may lack a value. */
  readonly optional: boolean;
  /** What it is read as, unless asked for otherwise. */
  readonly type: ColumnType;
  /** What the file holds in it. */
  readonly source: SourceType;
  /** A stored number times this is a float64, or microseconds for times. */
  readonly scale: number;
  /** Whether its values are numbers, texts, truths or times. */
  readonly readable: boolean;
}

/** Where the values of one column of one row group lie. */
export interface ParquetChunk {
  /** Number of the compression: 0 none, 1 Snappy, 2 gzip, 6 Zstandard. */
  readonly codec: number;
  /** Numbers of the encodings in its pages. */
  readonly encodings: readonly number[];
  /** First byte in the file. */
  readonly start: number;
  /** Bytes in the file. */
  readonly bytes: number;
}

/** Rows that are stored together. */
export interface ParquetRowGroup {
  /** How many. */
  readonly rows: number;
  /** One for each column, in the order of the columns. */
  readonly chunks: readonly ParquetChunk[];
}

/** What a file without nesting holds, and where. */
export interface ParquetFooter {
  /** Of all row groups. */
  readonly rows: number;
  /** In the file's order. */
  readonly columns: readonly ParquetColumn[];
  /** In the order of the rows. */
  readonly groups: readonly ParquetRowGroup[];
  /** The writer's own schema in Arrow's format, in base 64, where it left one. */
  readonly arrowSchema?: string;
}

/**
 * Reads a footer. {@link https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift}
 *
 * @returns undefined when columns are nested, encrypted, in other files or of a type that is not read here
 * @throws RangeError when it is damaged
 */
export function parseFooter(bytes: Uint8Array): ParquetFooter | undefined {
  const file = new ThriftReader(bytes).struct();
  const [root, ...leaves] = structsOf(file, 2);
  const flat = leaves.length === numberOf(root, 5) &&
    leaves.every((leaf) =>
      numberOf(leaf, 5) === 0 && numberOf(leaf, 3) < 2 && numberOf(leaf, 1) <= PHYSICAL.bytes
    );
  if (!flat || file.has(8)) return undefined;
  const groups = structsOf(file, 4).map((group): ParquetRowGroup => ({
    rows: numberOf(group, 3),
    chunks: structsOf(group, 1).map(chunkOf),
  }));
  if (groups.some(({ chunks }) => chunks.length !== leaves.length)) return undefined;
  const columns = leaves.map(columnOf);
  if (columns.includes(undefined)) return undefined;
  const arrowSchema = structsOf(file, 5).find((pair) => textOf(pair, 1) === "ARROW:schema");
  return {
    rows: numberOf(file, 3),
    columns: columns as ParquetColumn[],
    groups,
    ...(arrowSchema ? { arrowSchema: textOf(arrowSchema, 2) } : {}),
  };
}

function chunkOf(chunk: ThriftStruct): ParquetChunk {
  const about = structOf(chunk, 3) ?? new Map();
  const encodings = about.get(2);
  const data = numberOf(about, 9), dictionary = numberOf(about, 11);
  return {
    codec: numberOf(about, 4),
    encodings: Array.isArray(encodings) ? encodings : [],
    start: dictionary > 0 ? Math.min(dictionary, data) : data,
    bytes: numberOf(about, 7),
  };
}

function columnOf(leaf: ThriftStruct): ParquetColumn | undefined {
  const physical = numberOf(leaf, 1);
  const meaning = meaningOf(physical, annotationOf(leaf));
  return meaning && { name: textOf(leaf, 4), physical, optional: numberOf(leaf, 3) === 1, ...meaning };
}

type Annotation = "none" | "text" | "date" | "ms" | "us" | "small" | "long" | "null" | "other";

/** What a leaf is annotated with; the older annotation counts where the newer is missing. */
function annotationOf(leaf: ThriftStruct): Annotation {
  const logical = structOf(leaf, 10);
  if (logical !== undefined) {
    if (logical.has(1)) return "text";
    if (logical.has(6)) return "date";
    if (logical.has(11)) return "null";
    const time = structOf(logical, 8);
    if (time !== undefined) {
      const unit = structOf(time, 2);
      return unit?.has(1) ? "ms" : unit?.has(2) ? "us" : "other";
    }
    const integer = structOf(logical, 10);
    return integer === undefined ? "other" : integerOf(numberOf(integer, 1), integer.get(2) === true);
  }
  const converted = leaf.has(6) ? numberOf(leaf, 6) : undefined;
  if (converted === undefined) return "none";
  if (converted >= 11 && converted <= 14) return integerOf(8 << (converted - 11), false);
  if (converted >= 15 && converted <= 18) return integerOf(8 << (converted - 15), true);
  return ({ 0: "text", 6: "date", 9: "ms", 10: "us" } as const)[converted] ?? "other";
}

function integerOf(bits: number, signed: boolean): Annotation {
  return !signed ? "other" : bits === 64 ? "long" : "small";
}

type Meaning = Pick<ParquetColumn, "type" | "source" | "scale" | "readable">;

/** Nulls and nothing else, or bytes: there may be other columns to read. */
const UNREAD: Meaning = { type: "string", source: "other", scale: 1, readable: false };

function meaningOf(physical: number, annotation: Annotation): Meaning | undefined {
  if (annotation === "null") return UNREAD;
  const read = (type: ColumnType, source: SourceType, scale = 1) => ({ type, source, scale, readable: true });
  switch (`${physical} ${annotation}`) {
    case `${PHYSICAL.boolean} none`:
      return read("string", "bool");
    case `${PHYSICAL.int32} none`:
    case `${PHYSICAL.int32} small`:
      return read("int32", "int");
    case `${PHYSICAL.int32} date`:
      return read("timestamp", "date", 86_400e6);
    case `${PHYSICAL.int64} none`:
    case `${PHYSICAL.int64} long`:
      return read("int64", "int");
    case `${PHYSICAL.int64} ms`:
      return read("timestamp", "datetime", 1000);
    case `${PHYSICAL.int64} us`:
      return read("timestamp", "datetime");
    case `${PHYSICAL.float} none`:
    case `${PHYSICAL.double} none`:
      return read("float64", "float");
    case `${PHYSICAL.bytes} none`:
      return UNREAD;
    case `${PHYSICAL.bytes} text`:
      return read("string", "text");
  }
}
