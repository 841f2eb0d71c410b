import { cramerVonMisesExact } from "./cramer_von_mises_exact.ts";
import { cramerVonMisesCdf } from "./cramer_von_mises_limit.ts";
import type { NumericDistribution } from "./distribution.ts";
import type { Parity } from "./monitoring_result.ts";
import { poolNumbers } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/** Up to this many rows in both windows the p-value is exact; SciPy's limit. */
export const MOST_ROWS_EXACT = 20;

/** Evidently stops adding up the limit distribution at a term this small, which shows in the seventh decimal. */
const LAST_TERM_OF_EVIDENTLY = 1e-7;

/**
 * Cramer-von Mises test of two samples (T. Anderson, On the distribution of the two-sample Cramer-von Mises criterion,
 * 1962): the squared distance of the distribution functions, averaged over the rows, midranks for ties. Exact up to 20
 * rows in each window, beyond it from the limit distribution after matching mean and variance. Needs two rows in each.
 */
export function cramerVonMises(
  reference: NumericDistribution,
  current: NumericDistribution,
  parity?: Parity,
): TestResult {
  const [n1, n2] = [reference.rows, current.rows];
  const ranks = squaredRankDistance(reference, current);
  const product = n1 * n2;
  const n = n1 + n2;
  const statistic = ranks / (product * n) - (4 * product - 1) / (6 * n);
  if (Math.max(n1, n2) <= MOST_ROWS_EXACT) return { statistic, pValue: cramerVonMisesExact(n1, n2, ranks) };
  const mean = (1 + 1 / n) / 6;
  const variance = ((n + 1) * (4 * product * n - 3 * (n1 * n1 + n2 * n2) - 2 * product)) /
    (45 * n * n * 4 * product);
  const standardised = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
  const lastTerm = parity === "evidently" ? LAST_TERM_OF_EVIDENTLY : 0;
  return { statistic, pValue: Math.max(0, 1 - cramerVonMisesCdf(standardised, lastTerm)) };
}

/** Anderson's U: how far the ranks of each window's rows are from their ranks among both, squared, times the window's rows. */
function squaredRankDistance(reference: NumericDistribution, current: NumericDistribution): number {
  const pool = poolNumbers(reference, current);
  let [sum1, sum2] = [0, 0];
  let [before1, before2] = [0, 0];
  for (let i = 0; i < pool.values.length; i++) {
    const [rows1, rows2] = [pool.reference[i], pool.current[i]];
    sum1 += rows1 * (before2 + rows2 / 2) ** 2 + (rows1 ** 3 - rows1) / 12;
    sum2 += rows2 * (before1 + rows1 / 2) ** 2 + (rows2 ** 3 - rows2) / 12;
    before1 += rows1;
    before2 += rows2;
  }
  return reference.rows * sum1 + current.rows * sum2;
}
