import type { Segment } from "./monitoring_result.ts";
import { type SegmentCut, SegmentSums } from "./segment_sums.ts";

/** Bands of about as many rows each. */
const BANDS = 10;

/** How numbers are cut into bands. */
export interface BandCut {
  /** The buckets at which the bands but the first begin, ascending. */
  readonly starts: readonly number[];
  /** Whether all numbers are whole: `3 to 5` then ends with 5, else before 5. */
  readonly whole: boolean;
}

/** A number's bucket is its power of 2, divided by 32: at most 3 % wide. Sizes below 2^-32 are 0, those from 2^48 on are one. */
const PER_POWER = 32, LOWEST_POWER = -32, POWERS = 80;

/** The bucket of 0; the others lie around it in the order of their numbers. */
const ZERO = POWERS * PER_POWER + 1;

const BUCKETS: Omit<SegmentCut, "name"> = { codes: 2 * ZERO + 1, label: String };

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);
const HIGH = new Uint8Array(Float64Array.of(1).buffer)[7] === 0x3f ? 1 : 0; // where a number's exponent stands

/**
 * Adds up errors by the bands of a number, about as many rows in each, without knowing the numbers in advance: fine buckets first,
 * joined into bands at the end. Order and batches of the rows do not matter, and memory does not grow with them.
 */
export class NumberBands {
  readonly #sums: SegmentSums;
  #whole = true;
  #codes = new Int32Array(0);

  /** Begins without rows. */
  constructor(name: string) {
    this.#sums = new SegmentSums({ ...BUCKETS, name });
  }

  /**
   * Adds one batch; rows with a NaN value or error are left out.
   *
   * @param valid 0 for a row without a value
   */
  add(values: Float64Array | Int32Array, errors: Float64Array, valid?: Uint8Array): void {
    if (this.#codes.length < values.length) this.#codes = new Int32Array(values.length);
    const codes = this.#codes;
    let whole = this.#whole;
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      const code = valid !== undefined && valid[row] === 0 ? -1 : bucketOf(value);
      codes[row] = code;
      if (code >= 0 && value !== Math.floor(value)) whole = false;
    }
    this.#whole = whole;
    this.#sums.add(codes, errors);
  }

  /**
   * The bands, ascending; those without rows are left out.
   *
   * @param like how another window was cut; made of these rows unless told
   */
  finish(like?: BandCut): { readonly cut: BandCut; readonly segments: Segment[] } {
    const buckets = this.#sums.segments().map(({ label, ...sums }) => ({ ...sums, code: Number(label) }));
    const cut = like ?? { starts: evenStarts(buckets), whole: this.#whole };
    const bands = [-1, ...cut.starts].map((start, i) => {
      const inside = buckets.filter(({ code }) => code >= start && code < (cut.starts[i] ?? Infinity));
      return joined(bandLabel(cut, i), inside);
    });
    return { cut, segments: bands.filter(({ rows }) => rows > 0) };
  }
}

/** -1 for NaN. */
function bucketOf(value: number): number {
  if (Number.isNaN(value)) return -1;
  bits[0] = value;
  const size = ((words[HIGH] & 0x7fffffff) >> 15) - ((1023 + LOWEST_POWER) * PER_POWER) + 1;
  const bucket = size < 1 ? 0 : size > ZERO ? ZERO : size;
  return value < 0 ? ZERO - bucket : ZERO + bucket;
}

/** The least number of a bucket, or what it comes next to. */
function edgeOf(code: number): number {
  if (code === ZERO) return 0;
  if (code < ZERO) return -sizeOf(ZERO - code + 1);
  return sizeOf(code - ZERO);
}

/** The least whole number of a bucket that has one: negative buckets begin after their edge, the others with it. */
function leastWhole(code: number): number {
  return code < ZERO ? Math.floor(edgeOf(code)) + 1 : edgeOf(code);
}

function sizeOf(bucket: number): number {
  const steps = bucket - 1;
  return 2 ** (Math.floor(steps / PER_POWER) + LOWEST_POWER) * (1 + (steps % PER_POWER) / PER_POWER);
}

/** The buckets at which a band begins: where the one before has its tenth of the rows, as nearly as buckets allow. */
function evenStarts(buckets: readonly { readonly rows: number; readonly code: number }[]): number[] {
  const even = buckets.reduce((sum, { rows }) => sum + rows, 0) / BANDS;
  const starts: number[] = [];
  let inBand = 0;
  for (const { rows, code } of buckets) {
    if (inBand > 0 && inBand + rows - even > even - inBand) {
      starts.push(code);
      inBand = 0;
    }
    inBand += rows;
  }
  return starts;
}

function bandLabel({ starts, whole }: BandCut, band: number): string {
  const edge = (i: number) => whole ? leastWhole(starts[i]) : Number(edgeOf(starts[i]).toPrecision(4));
  if (starts.length === 0) return "all";
  if (band === 0) return `under ${edge(0)}`;
  if (band === starts.length) return `${edge(band - 1)} or more`;
  if (!whole) return `${edge(band - 1)} to ${edge(band)}`;
  const [first, last] = [edge(band - 1), edge(band) - 1];
  return first === last ? `${first}` : `${first} to ${last}`;
}

function joined(label: string, buckets: readonly Omit<Segment, "label">[]): Segment {
  let rows = 0, errors = 0, sizes = 0;
  for (const bucket of buckets) {
    rows += bucket.rows;
    errors += bucket.rows * bucket.me;
    sizes += bucket.rows * bucket.mae;
  }
  return { label, rows, me: errors / rows, mae: sizes / rows };
}
