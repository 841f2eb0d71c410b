import { binPair } from "./bin_pair.ts";
import type { Distribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";

/**
 * Jensen-Shannon distance with natural logarithms, on the bins of {@linkcode binPair}: 0 for equal shares, 0.8326
 * (the square root of ln 2) for windows that share no value.
 */
export function jensenShannon(reference: Distribution, current: Distribution, parity?: Parity): number {
  const counts = binPair(reference, current, parity);
  let divergence = 0;
  for (let i = 0; i < counts.reference.length; i++) {
    const p = counts.reference[i] / reference.rows;
    const q = counts.current[i] / current.rows;
    const middle = (p + q) / 2;
    if (p > 0) divergence += p * Math.log(p / middle);
    if (q > 0) divergence += q * Math.log(q / middle);
  }
  return Math.sqrt(Math.max(divergence, 0) / 2); // rounding may leave less than nothing
}
