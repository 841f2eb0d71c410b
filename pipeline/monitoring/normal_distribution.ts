import cdf from "@stdlib/stats-base-dists-normal-cdf";

/** Probability that a standard normal variable is at most `z`, exact in the far lower tail too. */
export function normalCdf(z: number): number {
  return cdf(z, 0, 1);
}
