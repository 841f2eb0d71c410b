import { binPairByDistinctValues } from "./bin_pair.ts";
import type { Distribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";

/**
 * Hellinger distance, 0 for equal shares to 1 for windows that share no bin. Numbers in equal bins by Sturges' rule over
 * their distinct values, categories one by one. From `Σ (√p - √q)² / 2`, the same as `1 - Σ √(pq)` without the digits
 * that are lost near 0.
 */
export function hellinger(reference: Distribution, current: Distribution, parity?: Parity): number {
  const counts = binPairByDistinctValues(reference, current, parity);
  let squares = 0;
  for (let i = 0; i < counts.reference.length; i++) {
    const apart = Math.sqrt(counts.reference[i] / reference.rows) -
      Math.sqrt(counts.current[i] / current.rows);
    squares += apart * apart;
  }
  return Math.sqrt(Math.min(squares / 2, 1));
}
