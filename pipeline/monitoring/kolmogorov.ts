import { durbinCdf } from "./durbin_matrix.ts";
import { smirnovSf } from "./smirnov.ts";
import { stirlingError } from "./stirling_error.ts";

/**
 * Probability that the two-sided Kolmogorov-Smirnov statistic of one sample of `n` rows is at least `d`. The way of
 * computing it changes with n and d so that digits are kept everywhere (R. Simard and P. L'Ecuyer, Computing the
 * two-sided Kolmogorov-Smirnov distribution, 2011).
 *
 * @param n whole, at least 1
 */
export function kolmogorovSf(n: number, d: number): number {
  const nd = n * d;
  if (nd <= 0.5) return 1;
  if (d >= 1) return 0;
  if (nd <= 1) return 1 - rubenGambinoCdf(n, nd);
  if (nd >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5 || nd * d >= (n <= 140 ? 4 : 2.2)) return Math.min(2 * smirnovSf(n, d), 1);
  const exact = n <= 140 || (n <= 1000 && nd * Math.sqrt(d) <= 1.4);
  return Math.min(Math.max(1 - (exact ? durbinCdf(n, d) : pelzGoodCdf(n, d)), 0), 1);
}

/** `n! ((2nd - 1) / n)^n`, exact for 1/2 <= nd <= 1. */
function rubenGambinoCdf(n: number, nd: number): number {
  return Math.sqrt(2 * Math.PI * n) * Math.exp(n * (Math.log(2 * nd - 1) - 1) + stirlingError(n));
}

/**
 * The limit distribution with its corrections of order n^-1/2, n^-1 and n^-3/2 (W. Pelz and I. Good, 1976), as sums
 * over h = π(k + 1/2) and w = πk, which converge within few terms for the d it is used for.
 */
function pelzGoodCdf(n: number, d: number): number {
  const z = d * Math.sqrt(n);
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const sums = [0, 0, 0, 0];
  for (let k = 12; k >= 0; k--) {
    const h2 = (Math.PI * (k + 0.5)) ** 2;
    const half = 2 * Math.exp(-h2 / (2 * z2)); // k and -1-k together
    sums[0] += half;
    sums[1] += half * (h2 - z2);
    sums[2] += half * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * h2 + (1 - 2 * z2) * h2 ** 2);
    sums[3] += half * ((5 - 30 * z2) * h2 ** 3 + (212 * z4 - 60 * z2) * h2 ** 2 + (135 * z4 - 96 * z6) * h2 -
      30 * z6 - 90 * z4 * z4);
    const w2 = (Math.PI * k) ** 2;
    const whole = 2 * Math.exp(-w2 / (2 * z2)); // k and -k together; k = 0 adds nothing
    sums[2] -= whole * 2 * z4 * w2;
    sums[3] += whole * 30 * z4 * (3 * w2 * z2 - w2 ** 2);
  }
  const root = Math.sqrt(n);
  const terms = sums[0] / z + sums[1] / (6 * z4 * root) + sums[2] / (72 * z6 * z * n) +
    sums[3] / (6480 * z4 * z6 * n * root);
  return Math.sqrt(Math.PI / 2) * terms;
}
