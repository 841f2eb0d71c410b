import { stirlingError } from "./stirling_error.ts";

/** Beyond this many rows the sum gives way to its limit, whose relative error is then far below any threshold's need. */
const MOST_ROWS_SUMMED = 1_000_000;

/**
 * Probability that the one-sided Kolmogorov-Smirnov statistic of `n` rows is at least `x`: the Birnbaum-Tingey sum
 * `x Σ C(n,j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j)` over `j <= n (1 - x)`. Every term is positive and is built around
 * the binomial density, so far tails keep their digits.
 *
 * @param x strictly between 0 and 1
 */
export function smirnovSf(n: number, x: number): number {
  if (n > MOST_ROWS_SUMMED) return Math.exp(-((6 * n * x + 1) ** 2) / (18 * n)); // Maag and Dicaire, 1971
  const shift = n * x;
  const stirling = stirlingError(n);
  let sum = Math.exp(n * Math.log1p(-x));
  for (let j = 1; j < n - shift; j++) {
    const rest = n - j;
    const logDensity = stirling - stirlingError(j) - stirlingError(rest) +
      j * Math.log1p(shift / j) + rest * Math.log1p(-shift / rest);
    sum += (shift / (j + shift)) * Math.sqrt(n / (2 * Math.PI * j * rest)) * Math.exp(logDensity);
  }
  return Math.min(sum, 1);
}
