import type { Column, ColumnType } from "./column_batch.ts";
import { type ParquetChunk, type ParquetColumn, PHYSICAL } from "./parquet_footer.ts";
import { type ByteFile, readPages } from "./parquet_pages.ts";
import { type DecodedPage, PageDecoder } from "./parquet_values.ts";

/** Goes through the rows of one column of one row group, so many at a time, whatever its pages are. */
export class ParquetCursor {
  readonly #pages: Generator<DecodedPage>;
  #page: DecodedPage = { rows: 0 };
  /** Rows of the page that were taken, and how many of these had a value. */
  #row = 0;
  #value = 0;
  readonly #column: ParquetColumn;

  /** Begins before the first row of `chunk`. @param mostBytes as for `readPages` */
  constructor(file: ByteFile, column: ParquetColumn, chunk: ParquetChunk, mostBytes?: number) {
    this.#column = column;
    this.#pages = decodePages(file, column, chunk, mostBytes);
  }

  /** The next `rows` rows as `type`. @throws RangeError when there are fewer, or a value does not fit */
  take(rows: number, type: ColumnType): Column {
    const texts = this.#column.physical === PHYSICAL.bytes || this.#column.physical === PHYSICAL.boolean;
    if (texts) return this.#takeTexts(rows);
    const valid = new Validity(rows), numbers = new Float64Array(rows);
    this.#each(
      rows,
      valid,
      ({ numbers: found }, from, to, row) => numbers.set(found!.subarray(from, to), row),
    );
    const mask = valid.finish(numbers);
    if (type === "string") return asTexts(numbers, mask);
    if (type === "int32") return { type, values: asInt32(numbers, this.#column.name), valid: mask };
    return { type, values: numbers, valid: mask };
  }

  #takeTexts(rows: number): Column {
    const valid = new Validity(rows), codes = new Int32Array(rows);
    let levels: readonly string[] = [], table: Map<string, number> | undefined;
    this.#each(rows, valid, ({ codes: found, levels: meant = [] }, from, to, row) => {
      if (levels.length === 0) levels = meant;
      if (meant === levels) return codes.set(found!.subarray(from, to), row);
      table ??= new Map(levels.map((level, code) => [level, code]));
      for (let i = from; i < to; i++) {
        const level = meant[found![i]], code = table.get(level) ?? table.size;
        if (code === table.size) table.set(level, code);
        codes[row + i - from] = code;
      }
    });
    return {
      type: "string",
      values: codes,
      levels: table === undefined ? levels : [...table.keys()],
      valid: valid.finish(codes),
    };
  }

  /** Calls `copy` with a page and the span of its values that go to `row` and on: packed, as if there were no nulls. */
  #each(
    rows: number,
    valid: Validity,
    copy: (page: DecodedPage, from: number, to: number, row: number) => void,
  ): void {
    for (let done = 0; done < rows;) {
      if (this.#row === this.#page.rows) {
        const next = this.#pages.next();
        if (next.done) throw new RangeError(`"${this.#column.name}" has fewer values than the file has rows`);
        [this.#page, this.#row, this.#value] = [next.value, 0, 0];
      }
      const count = Math.min(rows - done, this.#page.rows - this.#row);
      const present = valid.add(this.#page.valid?.subarray(this.#row, this.#row + count), done, count);
      copy(this.#page, this.#value, this.#value + present, valid.values);
      valid.values += present;
      this.#row += count;
      this.#value += present;
      done += count;
    }
  }
}

function* decodePages(
  file: ByteFile,
  column: ParquetColumn,
  chunk: ParquetChunk,
  mostBytes?: number,
): Generator<DecodedPage> {
  const decoder = new PageDecoder(column.physical, column.scale);
  for (const page of readPages(file, chunk, column.optional, mostBytes)) {
    const decoded = decoder.decode(page);
    if (decoded !== undefined) yield decoded;
  }
}

/** Which rows have a value. */
class Validity {
  /** Values so far. */
  values = 0;
  #mask: Uint8Array | undefined;
  readonly #rows: number;

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** Adds `count` rows from `row` on; returns how many have a value. */
  add(mask: Uint8Array | undefined, row: number, count: number): number {
    if (mask === undefined) {
      this.#mask?.fill(1, row, row + count);
      return count;
    }
    this.#mask ??= new Uint8Array(this.#rows).fill(1, 0, row);
    this.#mask.set(mask, row);
    let present = 0;
    for (let i = 0; i < count; i++) present += mask[i];
    return present;
  }

  /** Moves packed values to their rows. */
  finish(values: Float64Array | Int32Array): Uint8Array | undefined {
    const mask = this.#mask;
    if (mask === undefined) return undefined;
    for (let row = this.#rows - 1, from = this.values - 1; row >= 0; row--) {
      values[row] = mask[row] === 1 ? values[from--] : 0;
    }
    return mask;
  }
}

function asInt32(numbers: Float64Array, name: string): Int32Array {
  const values = Int32Array.from(numbers);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== numbers[i]) {
      throw new RangeError(`"${name}" holds ${numbers[i]}, expected a whole number of 32 bits`);
    }
  }
  return values;
}

function asTexts(numbers: Float64Array, valid: Uint8Array | undefined): Column {
  const seen = new Map<number, number>(), values = new Int32Array(numbers.length);
  for (let row = 0; row < numbers.length; row++) {
    if (valid?.[row] === 0) continue;
    const code = seen.get(numbers[row]) ?? seen.size;
    if (code === seen.size) seen.set(numbers[row], code);
    values[row] = code;
  }
  return { type: "string", values, levels: [...seen.keys()].map(String), valid };
}
