import { mergeNeighbours } from "./sketch_distribution.ts";
import { sortNumbers } from "./sort_numbers.ts";

const FIRST_BUFFER = 1 << 17;

/**
 * Numbers that hardly repeat, counted in memory of some 30 bytes for each of `mostValues`. They are gathered, and when there are
 * enough, sorted and merged into what was there. How exact that is stands at `NumericDistributionBuilder`.
 */
export class SortedCounts {
  #values: Float64Array;
  #counts: Float64Array;
  #rows = 0;
  #gathered = 0;
  #buffer: Float64Array;
  readonly #mostValues: number;

  /**
   * Begins with what was counted before.
   *
   * @param values ascending and distinct
   * @param counts rows of each
   */
  constructor(values: Float64Array, counts: Float64Array, mostValues: number) {
    this.#values = values;
    this.#counts = counts;
    this.#rows = counts.reduce((sum, count) => sum + count, 0);
    this.#mostValues = mostValues;
    this.#buffer = new Float64Array(this.#newLength());
  }

  /** Adds finite numbers, 0 for -0 among them. */
  add(values: Float64Array): void {
    for (let from = 0; from < values.length;) {
      const part = values.subarray(from, from + this.#buffer.length - this.#gathered);
      this.#buffer.set(part, this.#gathered);
      this.#gathered += part.length;
      from += part.length;
      if (this.#gathered === this.#buffer.length) this.#merge();
    }
  }

  /** All numbers so far, ascending and distinct, and the rows of each. */
  finish(): { readonly values: Float64Array; readonly counts: Float64Array } {
    this.#merge();
    return { values: this.#values, counts: this.#counts };
  }

  #merge(): void {
    const added = sortNumbers(this.#buffer.subarray(0, this.#gathered));
    this.#rows += added.length;
    this.#gathered = 0;
    ({ values: this.#values, counts: this.#counts } = mergeSorted(this.#values, this.#counts, added));
    if (this.#values.length > this.#mostValues) this.#mergeNeighbours();
    if (this.#buffer.length < this.#newLength()) this.#buffer = new Float64Array(this.#newLength());
  }

  #mergeNeighbours(): void {
    const { values, counts } = mergeNeighbours(
      { kind: "numeric", values: this.#values, counts: this.#counts, rows: this.#rows, missing: 0 },
      4 * this.#rows / this.#mostValues,
    );
    this.#values = values;
    this.#counts = counts;
  }

  /** The buffer grows with what it is merged into, so that merging costs no more than sorting. */
  #newLength(): number {
    return Math.min(Math.max(FIRST_BUFFER, this.#values.length), this.#mostValues) >> 1;
  }
}

function mergeSorted(
  values: Float64Array,
  counts: Float64Array,
  added: Float64Array,
): { values: Float64Array; counts: Float64Array } {
  const merged = new Float64Array(values.length + added.length), weights = new Float64Array(merged.length);
  let length = 0, i = 0;
  for (let j = 0; j < added.length;) {
    const value = added[j];
    for (; i < values.length && values[i] < value; i++, length++) {
      merged[length] = values[i];
      weights[length] = counts[i];
    }
    let count = i < values.length && values[i] === value ? counts[i++] : 0;
    for (; j < added.length && added[j] === value; j++) count++;
    merged[length] = value;
    weights[length++] = count;
  }
  merged.set(values.subarray(i), length);
  weights.set(counts.subarray(i), length);
  length += values.length - i;
  if (length === merged.length) return { values: merged, counts: weights };
  return { values: merged.slice(0, length), counts: weights.slice(0, length) };
}
