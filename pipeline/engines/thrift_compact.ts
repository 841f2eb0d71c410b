/** A value of Apache Thrift's compact protocol. Whole numbers of 64 bits are rounded to a float64 beyond 2^53. */
export type ThriftValue = number | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** A structure: its values by field number. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/**
 * Reads structures as Parquet's footers and page headers hold them.
 * {@link https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md}
 */
export class ThriftReader {
  /** Where the next byte is read. */
  at: number;
  readonly #bytes: Uint8Array;

  /** Begins at byte `at` of `bytes`. */
  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** The structure that begins here. @throws RangeError when the bytes end within it or are no Thrift */
  struct(): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    for (let id = 0;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return fields;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      fields.set(id, type === 1 ? true : type === 2 ? false : this.#value(type));
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return this.#byte() === 1; // in a list; in a structure the type tells
      case 3:
        return this.#byte() << 24 >> 24;
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        return new DataView(this.#take(8).slice().buffer).getFloat64(0, true);
      case 8:
        return this.#take(this.#varint());
      case 9:
      case 10:
        return this.#list();
      case 12:
        return this.struct();
      default:
        throw new RangeError(`found a Thrift value of type ${type}`);
    }
  }

  #list(): ThriftValue[] {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    if (size > this.#bytes.length) throw new RangeError(`found a list of ${size} values`);
    return Array.from({ length: size }, () => this.#value(head & 15));
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #varint(): number {
    for (let value = 0, scale = 1;; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw new RangeError("the bytes end within a structure");
    return this.#bytes[this.at++];
  }

  #take(length: number): Uint8Array {
    if (this.at + length > this.#bytes.length) throw new RangeError("the bytes end within a structure");
    return this.#bytes.subarray(this.at, this.at += length);
  }
}

/** A number of a structure; `otherwise` where it has none. */
export function numberOf(struct: ThriftStruct, field: number, otherwise = 0): number {
  const value = struct.get(field);
  return typeof value === "number" ? value : otherwise;
}

/** A structure within a structure. */
export function structOf(struct: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = struct.get(field);
  return value instanceof Map ? value : undefined;
}

/** A list of structures within a structure. */
export function structsOf(struct: ThriftStruct, field: number): readonly ThriftStruct[] {
  const value = struct.get(field);
  return Array.isArray(value) ? value.filter((item) => item instanceof Map) : [];
}

/** A text within a structure; empty where it has none. */
export function textOf(struct: ThriftStruct, field: number): string {
  const value = struct.get(field);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : "";
}
