import type { NumericDistribution } from "./distribution.ts";
import { poolNumbers } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/** Standardised statistics at which p is 0.25 and 0.001 for two samples; beyond them p is not known. */
const TABLE_ENDS = { lowest: 0.325, highest: 6.546 };

/**
 * ln p as a quadratic of the statistic, least squares through the seven critical values of two samples (F. Scholz and
 * M. Stephens, K-sample Anderson-Darling tests, 1987, table 2); highest power first.
 */
const LOG_P = [0.01819809457411147, -1.0082265644652515, -1.077770279820484];

/**
 * Anderson-Darling test of two samples, midranks for ties, as SciPy's `anderson_ksamp`: weighs the tails more than the
 * Kolmogorov-Smirnov test. The statistic is standardised. p is interpolated between 0.25 and 0.001 and stops there. The
 * variance takes a loop over the rows, without memory. Needs two different values and four rows.
 */
export function andersonDarling(reference: NumericDistribution, current: NumericDistribution): TestResult {
  const rows = reference.rows + current.rows;
  const statistic = (squaredDistance(reference, current) - 1) / deviation(reference.rows, current.rows);
  if (Number.isNaN(statistic) || rows < 4) return { statistic: NaN, pValue: NaN };
  if (statistic < TABLE_ENDS.lowest) return { statistic, pValue: 0.25 };
  if (statistic > TABLE_ENDS.highest) return { statistic, pValue: 0.001 };
  return { statistic, pValue: Math.exp((LOG_P[0] * statistic + LOG_P[1]) * statistic + LOG_P[2]) };
}

/** The distance of the distribution functions, squared and weighed by how rare their values are. */
function squaredDistance(reference: NumericDistribution, current: NumericDistribution): number {
  const pool = poolNumbers(reference, current);
  const [n1, n2] = [reference.rows, current.rows];
  const n = n1 + n2;
  let sum = 0;
  let [before1, before2] = [0, 0];
  for (let i = 0; i < pool.values.length; i++) {
    const [rows1, rows2] = [pool.reference[i], pool.current[i]];
    const tied = rows1 + rows2;
    const [rank1, rank2] = [before1 + rows1 / 2, before2 + rows2 / 2];
    const rank = rank1 + rank2;
    const apart1 = n * rank1 - rank * n1;
    const apart2 = n * rank2 - rank * n2;
    const weight = rank * (n - rank) - n * tied / 4;
    sum += (tied / n) * (apart1 * apart1 / n1 + apart2 * apart2 / n2) / weight;
    before1 += rows1;
    before2 += rows2;
  }
  return sum * (n - 1) / n;
}

/** Of the squared distance when nothing has changed; the paper's a, b, c and d for two samples. */
function deviation(n1: number, n2: number): number {
  const n = n1 + n2;
  const inverse = 1 / n1 + 1 / n2;
  let h = 0;
  let g = 0;
  for (let i = n - 1; i > 1; i--) {
    h += 1 / i;
    g += h / (n + 1 - i);
  }
  h += 1;
  const a = 4 * g - 6 + (10 - 6 * g) * inverse;
  const b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverse + 4 * h;
  const d = (2 * h + 6) * 4 - 8 * h;
  return Math.sqrt((((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3)));
}
