import type { NumericDistribution } from "./distribution.ts";
import { kolmogorovSf } from "./kolmogorov.ts";
import { gcd, ksExact } from "./ks_exact.ts";
import { poolNumbers } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/** Up to this many rows in both windows the p-value is exact. */
const MOST_ROWS_EXACT = 10_000;

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided. The statistic is the greatest distance between the two distribution
 * functions, 0 to 1. The p-value is exact up to 10,000 rows in each window and asymptotic beyond, as in SciPy's
 * `ks_2samp`; repeated values count in the statistic but not in its null distribution, which makes p cautious.
 */
export function ks(reference: NumericDistribution, current: NumericDistribution): TestResult {
  const [n1, n2] = [reference.rows, current.rows];
  const statistic = greatestDistance(reference, current);
  if (Math.max(n1, n2) > MOST_ROWS_EXACT) {
    return { statistic, pValue: kolmogorovSf(roundHalfToEven((n1 * n2) / (n1 + n2)), statistic) };
  }
  const lcm = (n1 / gcd(n1, n2)) * n2;
  return { statistic, pValue: ksExact(n1, n2, Math.round(statistic * lcm)) };
}

/** The greatest distance between two empirical distribution functions, 0 to 1. */
export function greatestDistance(reference: NumericDistribution, current: NumericDistribution): number {
  const pool = poolNumbers(reference, current);
  let greatest = 0;
  let referenceRows = 0;
  let currentRows = 0;
  for (let i = 0; i < pool.values.length; i++) {
    referenceRows += pool.reference[i];
    currentRows += pool.current[i];
    greatest = Math.max(greatest, Math.abs(referenceRows / reference.rows - currentRows / current.rows));
  }
  return greatest;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
