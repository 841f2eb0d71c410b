import studentCdf from "@stdlib/stats-base-dists-t-cdf";

/**
 * Probability that Student's t with `degrees` of freedom is at least as far from 0 as `t`; NaN without degrees of freedom
 * or for a t that is NaN. Taken from the lower tail, which keeps its digits.
 */
export function studentTwoSided(t: number, degrees: number): number {
  if (Number.isNaN(t) || degrees <= 0) return NaN;
  if (!Number.isFinite(t)) return 0;
  return Math.min(2 * studentCdf(-Math.abs(t), degrees), 1);
}
