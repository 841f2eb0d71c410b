import { chiSquareSf } from "./chi_square_sf.ts";
import type { Distribution } from "./distribution.ts";
import { poolCounts } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/**
 * G-test of current against the proportions of the reference: `2 Σ observed ln(observed / expected)` with values - 1
 * degrees of freedom. As in the chi-square test the reference is taken as known, and a value that only current has makes
 * the statistic infinite and p 0. With one value altogether p is NaN.
 */
export function logLikelihoodTest(reference: Distribution, current: Distribution): TestResult {
  const counts = poolCounts(reference, current);
  const scale = current.rows / reference.rows;
  let statistic = 0;
  for (let i = 0; i < counts.reference.length; i++) {
    const observed = counts.current[i];
    if (observed > 0) statistic += 2 * observed * Math.log(observed / (counts.reference[i] * scale));
  }
  return { statistic, pValue: chiSquareSf(statistic, counts.reference.length - 1) };
}
