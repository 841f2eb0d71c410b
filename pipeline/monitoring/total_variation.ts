import type { Distribution } from "./distribution.ts";
import { poolCounts } from "./pool.ts";

/**
 * Total variation distance, `Σ |p - q| / 2`: the share of rows that would have to change their category for both windows to
 * be alike, 0 to 1.
 */
export function totalVariation(reference: Distribution, current: Distribution): number {
  const counts = poolCounts(reference, current);
  let apart = 0;
  for (let i = 0; i < counts.reference.length; i++) {
    apart += Math.abs(counts.reference[i] / reference.rows - counts.current[i] / current.rows);
  }
  return apart / 2;
}
