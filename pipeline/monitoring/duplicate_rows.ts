/** Above so many different rows only those are kept whose hash falls into a share that halves each time. */
const MOST_KEYS = 1 << 20;

const FIRST_SLOTS = 1 << 12;

/** One column of a batch, as the engine reads it: numbers, or codes of `levels`. */
export interface HashedColumn {
  /** A value a row. */
  readonly values: Float64Array | Int32Array | Uint16Array | Uint8Array;
  /** Texts that the values are indices into, where the column is text. */
  readonly levels?: readonly string[];
  /** 0 for a row without a value. */
  readonly valid?: Uint8Array;
}

/** How many rows repeat an earlier one in every column. */
export interface DuplicateCount {
  /** Rows that repeat; estimated from a sample when `sampled` is below 1. */
  readonly rows: number;
  /** The share of all rows that was looked at, 1 unless there are very many different rows. */
  readonly sampled: number;
}

/**
 * Finds rows that repeat whole, batch by batch, by a 52-bit hash of their values: two different rows of a million are
 * taken for one with a probability of about 1 in 9,000. Memory is bounded (24 MB): above 1,048,576 different rows only
 * those rows count whose hash lies in a share of all hashes that is halved as often as needed. All copies of a row have
 * one hash, so the share of repeats among them estimates that among all (adaptive sampling, Flajolet 1990).
 */
export class DuplicateRows {
  #keys = new Float64Array(FIRST_SLOTS);
  /** Zero marks a free slot. */
  #counts = new Uint32Array(FIRST_SLOTS);
  #used = 0;
  #rows = 0;
  /** Hashes count whose lowest bits are all 0, so many of them. */
  #halvings = 0;
  #low = new Int32Array(0);
  #high = new Int32Array(0);
  readonly #mostKeys: number;

  /**
   * Begins without rows.
   *
   * @param mostKeys different rows that are kept at most
   */
  constructor(mostKeys = MOST_KEYS) {
    this.#mostKeys = mostKeys;
  }

  /** Adds one batch; every batch has the same columns in the same order. */
  add(rows: number, columns: readonly HashedColumn[]): void {
    if (this.#low.length < rows) {
      this.#low = new Int32Array(rows);
      this.#high = new Int32Array(rows);
    }
    const lows = this.#low.fill(0, 0, rows), highs = this.#high.fill(0, 0, rows);
    for (const column of columns) mixColumn(lows, highs, rows, column);
    this.#rows += rows;
    for (let row = 0; row < rows; row++) {
      const low = finalMix(lows[row] ^ Math.imul(highs[row], 0x9e3779b1));
      if (!this.#counted(low)) continue;
      const high = finalMix(highs[row] ^ Math.imul(low, 0x85ebca6b)) >>> 12; // 20 bits, 52 with the lower ones
      this.#count(high * 4_294_967_296 + (low >>> 0), 1);
    }
  }

  /** The repeats so far; undefined without rows. */
  finish(): DuplicateCount | undefined {
    if (this.#rows === 0) return undefined;
    const counts = this.#counts;
    let looked = 0;
    for (let slot = 0; slot < counts.length; slot++) looked += counts[slot];
    const share = looked === 0 ? 0 : (looked - this.#used) / looked;
    const exact = this.#halvings === 0;
    return {
      rows: exact ? looked - this.#used : Math.round(share * this.#rows),
      sampled: exact ? 1 : looked / this.#rows,
    };
  }

  #counted(low: number): boolean {
    return (low & ((1 << this.#halvings) - 1)) === 0;
  }

  #count(key: number, rows: number): void {
    const slot = this.#slotOf(key);
    if (this.#counts[slot] === 0) {
      this.#keys[slot] = key;
      this.#used++;
    }
    this.#counts[slot] += rows;
    if (this.#used > this.#mostKeys) {
      this.#halvings++;
      this.#rebuild(this.#keys.length);
    } else if (this.#used * 2 > this.#keys.length) this.#rebuild(this.#keys.length * 4);
  }

  #rebuild(slots: number): void {
    const keys = this.#keys, counts = this.#counts;
    this.#keys = new Float64Array(slots);
    this.#counts = new Uint32Array(slots);
    this.#used = 0;
    for (let old = 0; old < keys.length; old++) {
      if (counts[old] === 0 || !this.#counted(keys[old] | 0)) continue;
      const slot = this.#slotOf(keys[old]);
      this.#keys[slot] = keys[old];
      this.#counts[slot] = counts[old];
      this.#used++;
    }
  }

  /** The slot of a key, or the free one where it belongs; the upper bits choose it, as the lower ones choose the sample. */
  #slotOf(key: number): number {
    const keys = this.#keys, counts = this.#counts, mask = keys.length - 1;
    let slot = finalMix((key | 0) ^ Math.floor(key / 4096)) & mask;
    while (counts[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }
}

const MISSING = 0x5bd1e995;
const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

function mixColumn(low: Int32Array, high: Int32Array, rows: number, column: HashedColumn): void {
  const { values, levels, valid } = column;
  if (levels === undefined) return mixNumbers(low, high, rows, values, valid);
  const texts = Int32Array.from(levels, hashText);
  for (let row = 0; row < rows; row++) {
    const known = (valid === undefined || valid[row] !== 0) && values[row] >= 0;
    mixRow(low, high, row, known ? texts[values[row]] : MISSING, MISSING);
  }
}

function mixNumbers(
  low: Int32Array,
  high: Int32Array,
  rows: number,
  values: HashedColumn["values"],
  valid?: Uint8Array,
): void {
  for (let row = 0; row < rows; row++) {
    if (valid !== undefined && valid[row] === 0) {
      mixRow(low, high, row, MISSING, MISSING);
      continue;
    }
    bits[0] = values[row] + 0; // makes -0 the same as 0
    mixRow(low, high, row, words[0], words[1]);
  }
}

/** Mixes both halves of a value into the hash of its row. */
function mixRow(low: Int32Array, high: Int32Array, row: number, first: number, second: number): void {
  const mixed = Math.imul(rotate(low[row] ^ Math.imul(first, 0xcc9e2d51), 13), 5) + 0x6b64e653 | 0;
  low[row] = mixed;
  high[row] =
    Math.imul(rotate(high[row] ^ Math.imul(second ^ rotate(first, 16), 0x1b873593), 15), 5) + mixed | 0;
}

/** FNV-1a of the UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** MurmurHash3's finaliser. */
function finalMix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
