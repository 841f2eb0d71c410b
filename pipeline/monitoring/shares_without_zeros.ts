/** What an empty bin is taken for, unless a bin with rows has as little. */
const SHARE_OF_NONE = 0.0001;

/**
 * Shares of the rows by bin, those of empty bins replaced so that logarithms of ratios stay finite: by 0.0001, or by a
 * millionth of the smallest share where that is at most 0.0001. Evidently's rule; the sum may exceed 1 by a little.
 */
export function sharesWithoutZeros(counts: Float64Array, rows: number): Float64Array {
  const shares = counts.map((count) => count / rows);
  const smallest = shares.reduce((least, share) => share > 0 && share < least ? share : least, Infinity);
  const instead = smallest <= SHARE_OF_NONE ? smallest / 1e6 : SHARE_OF_NONE;
  return shares.map((share) => share === 0 ? instead : share);
}
