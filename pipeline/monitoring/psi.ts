import { binPair } from "./bin_pair.ts";
import type { Distribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";
import { sharesWithoutZeros } from "./shares_without_zeros.ts";

/**
 * Population stability index, `Σ (p - q) ln(p / q)` over the bins of {@linkcode binPair}: 0 for equal shares, without an
 * upper bound. The two directions of the Kullback-Leibler divergence together, so it is symmetric.
 */
export function psi(reference: Distribution, current: Distribution, parity?: Parity): number {
  const counts = binPair(reference, current, parity);
  const p = sharesWithoutZeros(counts.reference, reference.rows);
  const q = sharesWithoutZeros(counts.current, current.rows);
  let index = 0;
  for (let i = 0; i < p.length; i++) index += (p[i] - q[i]) * Math.log(p[i] / q[i]);
  return index;
}
