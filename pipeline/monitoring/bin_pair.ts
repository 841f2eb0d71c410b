import type { Distribution, NumericDistribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";
import { poolCounts, type PooledCounts, type PooledNumbers, poolNumbers } from "./pool.ts";

/** Up to this many reference values, numbers are compared value by value; Evidently's limit. */
export const MOST_VALUES_UNBINNED = 20;

/**
 * Row counts of both windows in common bins: numbers with more than 20 values in the reference in equal bins by
 * Sturges' rule over both windows, everything else value by value.
 */
export function binPair(reference: Distribution, current: Distribution, parity?: Parity): PooledCounts {
  if (reference.kind !== "numeric" || current.kind !== "numeric") return poolCounts(reference, current);
  const pool = poolNumbers(reference, current);
  if (reference.values.length <= MOST_VALUES_UNBINNED) return pool;
  const whole = areWhole(pool.values, reference, current, parity);
  return countInBins(pool, sturgesEdges(pool.values, reference.rows + current.rows, whole));
}

/** Row counts of two windows in common bins of numbers. */
export interface BinnedCounts extends PooledCounts {
  /** Ascending, one more than bins. */
  readonly edges: Float64Array;
}

/** Row counts of numbers in equal bins by Sturges' rule with each distinct value taken for one row. */
export function binByDistinctValues(
  reference: NumericDistribution,
  current: NumericDistribution,
  parity?: Parity,
): BinnedCounts {
  const pool = poolNumbers(reference, current);
  const whole = areWhole(pool.values, reference, current, parity);
  const edges = sturgesEdges(pool.values, pool.values.length, whole);
  return { ...countInBins(pool, edges), edges };
}

/** For parity by pandas' type: a column that is stored as floats, or has a missing value, is no whole one, whatever its values. */
function areWhole(
  values: Float64Array,
  reference: NumericDistribution,
  current: NumericDistribution,
  parity?: Parity,
): boolean {
  const asFloats = (side: NumericDistribution) => side.floats === true || side.missing > 0;
  if (parity === "evidently" && (asFloats(reference) || asFloats(current))) return false;
  return values.every(Number.isInteger);
}

/**
 * Edges of equal bins as NumPy's `histogram_bin_edges(..., "sturges")` makes them: `rows` gives the bin width
 * `range / (log2(rows) + 1)`, at least 1 for whole numbers.
 *
 * @param values ascending, at least one, their range a finite number
 * @param whole whether the column holds whole numbers; what its values say unless told
 */
export function sturgesEdges(
  values: Float64Array,
  rows: number,
  whole = values.every(Number.isInteger),
): Float64Array {
  const first = values[0];
  const last = values[values.length - 1];
  if (first === last) return Float64Array.of(first - 0.5, last + 0.5);
  let width = (last - first) / (Math.log2(rows) + 1);
  if (width < 1 && whole) width = 1;
  if (width === 0) return Float64Array.of(first, last); // a range too small to be divided
  const bins = Math.ceil((last - first) / width);
  const step = (last - first) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => first + i * step);
  edges[bins] = last;
  return edges;
}

/** Bins contain their left edge, the last one both edges. */
function countInBins(pool: PooledNumbers, edges: Float64Array): PooledCounts {
  const bins = edges.length - 1;
  const reference = new Float64Array(bins);
  const current = new Float64Array(bins);
  let bin = 0;
  for (let i = 0; i < pool.values.length; i++) {
    while (bin < bins - 1 && pool.values[i] >= edges[bin + 1]) bin++;
    reference[bin] += pool.reference[i];
    current[bin] += pool.current[i];
  }
  return { reference, current };
}
