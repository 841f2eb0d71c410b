import { binByDistinctValues, type BinnedCounts } from "./bin_pair.ts";
import type { Distribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";
import { poolCounts } from "./pool.ts";

/**
 * Hellinger distance, 0 for equal shares to 1 for windows that share no bin. Numbers in equal bins by Sturges' rule over
 * their distinct values, categories one by one. From `Σ (√p - √q)² / 2`, the same as `1 - Σ √(pq)` without the digits
 * that are lost near 0.
 */
export function hellinger(reference: Distribution, current: Distribution, parity?: Parity): number {
  if (reference.kind !== "numeric" || current.kind !== "numeric") {
    return fromShares(poolCounts(reference, current), reference.rows, current.rows);
  }
  const counts = binByDistinctValues(reference, current, parity);
  const from = parity === "evidently" ? fromDensities : fromShares;
  return from(counts, reference.rows, current.rows);
}

function fromShares(
  { reference, current }: Pick<BinnedCounts, "reference" | "current">,
  referenceRows: number,
  currentRows: number,
): number {
  let squares = 0;
  for (let i = 0; i < reference.length; i++) {
    const apart = Math.sqrt(reference[i] / referenceRows) - Math.sqrt(current[i] / currentRows);
    squares += apart * apart;
  }
  return Math.sqrt(Math.min(squares / 2, 1));
}

/** Evidently's way, whose products of densities vanish or overflow where bins are wider than 1e150 or narrower than 1e-150. */
function fromDensities(
  { reference, current, edges }: BinnedCounts,
  referenceRows: number,
  currentRows: number,
): number {
  const width = (edges[edges.length - 1] - edges[0]) / reference.length;
  let common = 0;
  for (let i = 0; i < reference.length; i++) {
    const bin = edges[i + 1] - edges[i];
    const [before, after] = [reference[i] / bin / referenceRows, current[i] / bin / currentRows];
    common += Math.sqrt(before * after) * width;
  }
  return Math.sqrt(1 - Math.min(common, 1));
}
