import { binPair } from "./bin_pair.ts";
import type { Distribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";
import { sharesWithoutZeros } from "./shares_without_zeros.ts";

/**
 * Kullback-Leibler divergence of the reference from current, `Σ p ln(p / q)` with natural logarithms over the bins of
 * {@linkcode binPair}: 0 for equal shares, without an upper bound, not symmetric. Both sides are brought back to a sum of
 * 1 after zeros were replaced.
 */
export function kullbackLeibler(reference: Distribution, current: Distribution, parity?: Parity): number {
  const counts = binPair(reference, current, parity);
  const p = sharesWithoutZeros(counts.reference, reference.rows);
  const q = sharesWithoutZeros(counts.current, current.rows);
  const [sumP, sumQ] = [sum(p), sum(q)];
  let divergence = 0;
  for (let i = 0; i < p.length; i++) {
    const share = p[i] / sumP;
    divergence += share * Math.log(share / (q[i] / sumQ));
  }
  return Math.max(divergence, 0); // rounding may leave less than nothing
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
