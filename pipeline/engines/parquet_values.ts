import { PHYSICAL } from "./parquet_footer.ts";
import { decodeHybrid } from "./hybrid_codes.ts";
import { ENCODING, type ParquetPage } from "./parquet_pages.ts";

/** The values of one column page by page: numbers as float64, texts and truths as codes into `levels`. */
export interface DecodedPage {
  /** Nulls too. */
  readonly rows: number;
  /** 1 for each row with a value; undefined when every row has one. */
  readonly valid?: Uint8Array;
  /** One for each row that has a value. */
  readonly numbers?: Float64Array;
  /** One for each row that has a value. */
  readonly codes?: Int32Array;
  /** What `codes` point into; the same array as before where the same dictionary is meant. */
  readonly levels?: readonly string[];
}

const TRUTHS = ["false", "true"];

/** Decodes the pages of one chunk, in their order. */
export class PageDecoder {
  #numbers: Float64Array | undefined;
  #levels: readonly string[] | undefined;
  readonly #physical: number;
  readonly #scale: number;

  /**
   * Begins without a dictionary.
   *
   * @param physical one of `PHYSICAL`
   * @param scale a stored number times this is what is meant
   */
  constructor(physical: number, scale: number) {
    this.#physical = physical;
    this.#scale = scale;
  }

  /** Undefined for a dictionary, which is kept for the pages that follow. @throws RangeError when it is damaged */
  decode(page: ParquetPage): DecodedPage | undefined {
    if (page.kind === "dictionary") {
      if (this.#physical === PHYSICAL.bytes) this.#levels = plainTexts(page.values, page.rows);
      else this.#numbers = this.#plainNumbers(page.values, page.rows);
      return undefined;
    }
    const { rows, valid } = page;
    const count = valid === undefined ? rows : countOnes(valid);
    return { rows, valid, ...this.#values(page, count) };
  }

  #values(
    { encoding, values }: ParquetPage,
    count: number,
  ): Pick<DecodedPage, "numbers" | "codes" | "levels"> {
    if (this.#physical === PHYSICAL.boolean) {
      const runs = encoding === ENCODING.runs;
      const codes = runs ? decodeHybrid(values.subarray(4), 1, count) : bits(values, count);
      return { codes, levels: TRUTHS };
    }
    if (encoding === ENCODING.plain) {
      return this.#physical === PHYSICAL.bytes
        ? uniqueTexts(plainTexts(values, count))
        : { numbers: this.#plainNumbers(values, count) };
    }
    const codes = count === 0 ? new Int32Array() : decodeHybrid(values.subarray(1), values[0], count);
    const known = (this.#physical === PHYSICAL.bytes ? this.#levels : this.#numbers)?.length ?? 0;
    for (let i = 0; i < count; i++) {
      if (codes[i] >= known) throw new RangeError("a page points beyond its dictionary");
    }
    if (this.#physical === PHYSICAL.bytes) return { codes, levels: this.#levels ?? [] };
    const numbers = new Float64Array(count), dictionary = this.#numbers!;
    for (let i = 0; i < count; i++) numbers[i] = dictionary[codes[i]];
    return { numbers };
  }

  #plainNumbers(bytes: Uint8Array, count: number): Float64Array {
    const wide = this.#physical === PHYSICAL.int64 || this.#physical === PHYSICAL.double;
    const length = count * (wide ? 8 : 4);
    if (bytes.length < length) throw new RangeError("a page ends within its values");
    const { buffer } = new Uint8Array(bytes.subarray(0, length)); // a copy that is aligned
    if (this.#physical === PHYSICAL.double) return new Float64Array(buffer);
    if (this.#physical === PHYSICAL.float) return Float64Array.from(new Float32Array(buffer));
    const numbers = new Float64Array(count), words = new Int32Array(buffer), scale = this.#scale;
    if (!wide) { for (let i = 0; i < count; i++) numbers[i] = words[i] * scale; }
    else {for (let i = 0; i < count; i++) {
        numbers[i] = (words[2 * i + 1] * 2 ** 32 + (words[2 * i] >>> 0)) * scale;
      }}
    return numbers;
  }
}

function countOnes(valid: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < valid.length; i++) ones += valid[i];
  return ones;
}

function bits(bytes: Uint8Array, count: number): Int32Array {
  if (bytes.length * 8 < count) throw new RangeError("a page ends within its values");
  return Int32Array.from({ length: count }, (_, i) => bytes[i >> 3] >> (i & 7) & 1);
}

function plainTexts(bytes: Uint8Array, count: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), decoder = new TextDecoder();
  const texts: string[] = [];
  for (let i = 0, at = 0; i < count; i++) {
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) throw new RangeError("a page ends within a text");
    texts.push(decoder.decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  return texts;
}

function uniqueTexts(texts: readonly string[]): { codes: Int32Array; levels: string[] } {
  const seen = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    const code = seen.get(text) ?? seen.size;
    if (code === seen.size) seen.set(text, code);
    return code;
  });
  return { codes, levels: [...seen.keys()] };
}
