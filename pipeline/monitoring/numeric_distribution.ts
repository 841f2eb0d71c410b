import type { NumericDistribution } from "./distribution.ts";
import { SortedCounts } from "./sorted_counts.ts";

const FIRST_CAPACITY = 1 << 12;

/** With more different values, sorting is faster than a table that no cache holds. */
const MOST_IN_TABLE = 1 << 14;

/** The same goes, however few they are, where a larger share of the rows than this has a value of its own. */
const MOST_NEW = 0.75;

/** Different values that are told apart; more are merged with their neighbours. */
const MOST_VALUES = 1 << 20;

/**
 * Counts numbers batch by batch into a {@linkcode NumericDistribution}. Memory grows with the different values, not with the
 * rows, up to some 30 MB: measured quantities such as miles or minutes repeat, so millions of rows become some thousand values.
 * An open-addressing table, because a `Map` of boxed numbers takes several times as long; what outgrows it is sorted.
 *
 * Exact up to `mostValues` = M different values. Whenever there are more, neighbours are merged at their mean while a point
 * stays at or below 4 n / M of the n rows so far, which leaves at most half as many and moves the distribution function by less
 * than that. Between two merges M / 2 new values came, so that after N rows it is off by at most about 4 N / M² altogether:
 * 0.004 % after 10 million rows. Rows, mean and range stay exact.
 */
export class NumericDistributionBuilder {
  #keys = new Float64Array(FIRST_CAPACITY);
  /** Zero marks a free slot. */
  #counts = new Float64Array(FIRST_CAPACITY);
  #used = 0;
  #finite = new Float64Array(0);
  /** Takes the place of the table when that has become too large. */
  #sorted: SortedCounts | undefined;
  #rows = 0;
  #missing = 0;
  #infinite = 0;
  readonly #perUnit: number;
  readonly #mostValues: number;

  /**
   * Begins without rows.
   *
   * @param perUnit values are rounded to this many steps per unit (10 keeps one decimal); 0 keeps them as they are
   * @param mostValues different values that are told apart, at least 32
   */
  constructor(perUnit = 0, mostValues: number = MOST_VALUES) {
    this.#perUnit = perUnit;
    this.#mostValues = mostValues;
  }

  /** Adds one batch; NaN and infinite values count as missing. */
  add(values: Float64Array): void {
    const finite = this.#finiteOf(values);
    let row = 0;
    for (; row < finite.length && this.#sorted === undefined; row++) this.#count(finite[row]);
    this.#sorted?.add(finite.subarray(row));
  }

  /** The distribution of all rows so far. */
  finish(): NumericDistribution {
    const { values, counts } = this.#sorted?.finish() ?? this.#sortTable();
    const infinite = this.#infinite === 0 ? {} : { infinite: this.#infinite };
    return { kind: "numeric", values, counts, rows: this.#rows, missing: this.#missing, ...infinite };
  }

  /** The values to count, rounded, with 0 for -0, in a buffer that the next batch takes again. */
  #finiteOf(values: Float64Array): Float64Array {
    if (this.#finite.length < values.length) this.#finite = new Float64Array(values.length);
    const finite = this.#finite, perUnit = this.#perUnit;
    let rows = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (Number.isFinite(value)) {
        finite[rows++] = (perUnit === 0 ? value : Math.round(value * perUnit) / perUnit) + 0;
      } else if (!Number.isNaN(value)) this.#infinite++;
    }
    this.#rows += rows;
    this.#missing += values.length - rows;
    return finite.subarray(0, rows);
  }

  #count(key: number): void {
    const slot = slotOf(key, this.#keys, this.#counts);
    if (this.#counts[slot]++ > 0) return;
    this.#keys[slot] = key;
    this.#used++;
    if (this.#used >= Math.min(MOST_IN_TABLE, this.#mostValues)) this.#leaveTable();
    else if (this.#used * 2 > this.#keys.length) {
      if (this.#hardlyRepeats()) this.#leaveTable();
      else this.#grow();
    }
  }

  #hardlyRepeats(): boolean {
    const rows = this.#counts.reduce((sum, count) => sum + count, 0);
    return this.#used > MOST_NEW * rows;
  }

  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#keys = new Float64Array(keys.length * 4);
    this.#counts = new Float64Array(keys.length * 4);
    for (let old = 0; old < keys.length; old++) {
      if (counts[old] === 0) continue;
      const slot = slotOf(keys[old], this.#keys, this.#counts);
      this.#keys[slot] = keys[old];
      this.#counts[slot] = counts[old];
    }
  }

  #sortTable(): { readonly values: Float64Array; readonly counts: Float64Array } {
    const keys = this.#keys, tableCounts = this.#counts;
    const values = new Float64Array(this.#used), counts = new Float64Array(this.#used);
    let next = 0;
    for (let slot = 0; slot < keys.length; slot++) {
      if (tableCounts[slot] > 0) values[next++] = keys[slot];
    }
    values.sort();
    for (let i = 0; i < values.length; i++) counts[i] = tableCounts[slotOf(values[i], keys, tableCounts)];
    return { values, counts };
  }

  #leaveTable(): void {
    const { values, counts } = this.#sortTable();
    this.#sorted = new SortedCounts(values, counts, this.#mostValues);
    this.#keys = this.#counts = new Float64Array(0);
  }
}

/** The distribution of numbers at hand; NaN and infinite values count as missing. */
export function numericDistribution(values: Float64Array | readonly number[]): NumericDistribution {
  const builder = new NumericDistributionBuilder();
  builder.add(Float64Array.from(values));
  return builder.finish();
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** The slot that holds `key`, or the free one where it belongs. Linear probing; the mixing is MurmurHash3's finaliser. */
function slotOf(key: number, keys: Float64Array, counts: Float64Array): number {
  bits[0] = key;
  let hash = words[0] ^ Math.imul(words[1], 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  const mask = keys.length - 1;
  let slot = (hash ^ (hash >>> 16)) & mask;
  while (counts[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}
