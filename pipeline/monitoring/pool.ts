import type { CategoricalDistribution, Distribution, NumericDistribution } from "./distribution.ts";

/** Row counts of two windows over the union of their values: the same index is the same value. */
export interface PooledCounts {
  /** Counts in the reference, 0 where only current has the value. */
  readonly reference: Float64Array;
  /** Counts in current, 0 where only the reference has the value. */
  readonly current: Float64Array;
}

/** {@linkcode PooledCounts} with the numbers they belong to. */
export interface PooledNumbers extends PooledCounts {
  /** Ascending and distinct. */
  readonly values: Float64Array;
}

/** Lines up two distributions of the same kind over the union of their values. */
export function poolCounts(reference: Distribution, current: Distribution): PooledCounts {
  if (reference.kind === "numeric" && current.kind === "numeric") return poolNumbers(reference, current);
  if (reference.kind === "categorical" && current.kind === "categorical") {
    return poolLevels(reference, current);
  }
  throw new TypeError(`Cannot pool a ${reference.kind} with a ${current.kind} distribution`);
}

/** Lines up two numeric distributions by merging their sorted values. */
export function poolNumbers(reference: NumericDistribution, current: NumericDistribution): PooledNumbers {
  const a = reference.values, b = current.values;
  const most = a.length + b.length;
  const values = new Float64Array(most);
  const referenceCounts = new Float64Array(most), currentCounts = new Float64Array(most);
  let size = 0, i = 0, j = 0;
  for (; i < a.length && j < b.length; size++) {
    const first = a[i], second = b[j]; // never read beyond an end: that would cost a third of the time
    values[size] = first < second ? first : second;
    if (first <= second) referenceCounts[size] = reference.counts[i++];
    if (second <= first) currentCounts[size] = current.counts[j++];
  }
  for (; i < a.length; size++) {
    values[size] = a[i];
    referenceCounts[size] = reference.counts[i++];
  }
  for (; j < b.length; size++) {
    values[size] = b[j];
    currentCounts[size] = current.counts[j++];
  }
  return {
    values: values.subarray(0, size),
    reference: referenceCounts.subarray(0, size),
    current: currentCounts.subarray(0, size),
  };
}

/** How many different values two distributions of the same kind have together. */
export function countPooledValues(reference: Distribution, current: Distribution): number {
  if (reference.kind === "numeric" && current.kind === "numeric") {
    return reference.values.length + current.values.length - countShared(reference.values, current.values);
  }
  if (reference.kind !== "categorical" || current.kind !== "categorical") {
    throw new TypeError(`Cannot pool a ${reference.kind} with a ${current.kind} distribution`);
  }
  let values = reference.counts.size;
  for (const label of current.counts.keys()) if (!reference.counts.has(label)) values++;
  return values;
}

/** How many values are in both of two ascending lists. */
function countShared(a: Float64Array, b: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const first = a[i], second = b[j];
    if (first === second) shared++;
    if (first <= second) i++;
    if (second <= first) j++;
  }
  return shared;
}

/**
 * The number below which a share of all rows lies, linear between rows as NumPy's `percentile`.
 *
 * @param share 0 to 1
 */
export function pooledQuantile(pool: PooledNumbers, share: number): number {
  let rows = 0;
  for (let i = 0; i < pool.values.length; i++) rows += pool.reference[i] + pool.current[i];
  const place = (rows - 1) * share;
  const before = Math.floor(place);
  let seen = 0;
  let low = NaN;
  for (let i = 0; i < pool.values.length; i++) {
    seen += pool.reference[i] + pool.current[i];
    if (Number.isNaN(low) && seen > before) low = pool.values[i];
    if (seen > before + 1) return between(low, pool.values[i], place - before);
  }
  return low;
}

/** From the nearer end, as NumPy does it: numbers that are large beside their difference show the last digit. */
function between(low: number, high: number, part: number): number {
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

function poolLevels(reference: CategoricalDistribution, current: CategoricalDistribution): PooledCounts {
  const labels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].sort();
  return {
    reference: Float64Array.from(labels, (label) => reference.counts.get(label) ?? 0),
    current: Float64Array.from(labels, (label) => current.counts.get(label) ?? 0),
  };
}
