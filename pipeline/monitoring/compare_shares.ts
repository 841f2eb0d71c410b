import { chiSquareSf } from "./chi_square_sf.ts";
import type { Distribution } from "./distribution.ts";
import { normalCdf } from "./normal_distribution.ts";
import { poolCounts } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Two-sided z-test for the share of one of two values, with pooled variance and no continuity correction. The
 * statistic is z, positive when the smaller value has become rarer. Meant for columns of at most two values; the same
 * single value in both windows gives z = 0 and p = 1.
 */
export function compareShares(reference: Distribution, current: Distribution): TestResult {
  const counts = poolCounts(reference, current);
  if (counts.reference.length < 2) return { statistic: 0, pValue: 1 };
  const others = [reference.rows - counts.reference[0], current.rows - counts.current[0]];
  const pooled = (others[0] + others[1]) / (reference.rows + current.rows);
  const variance = pooled * (1 - pooled) * (1 / reference.rows + 1 / current.rows);
  const z = (others[1] / current.rows - others[0] / reference.rows) / Math.sqrt(variance);
  return { statistic: z, pValue: chiSquareSf(z * z, 1) }; // the square of a normal variable, exact in the far tail
}

/** The p-value as `2 (1 - cdf)`, which is 0 beyond a z of about 8 where digits of 1 run out: Evidently's way. */
export function twoSidedFromCdf({ statistic }: TestResult): TestResult {
  return { statistic, pValue: 2 * (1 - normalCdf(Math.abs(statistic))) };
}
