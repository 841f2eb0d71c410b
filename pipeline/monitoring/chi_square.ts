import { chiSquareSf } from "./chi_square_sf.ts";
import type { Distribution } from "./distribution.ts";
import { poolCounts } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Chi-square test of current against the proportions of the reference, over the union of their values: the reference
 * is taken as known, as Evidently does, so this is a test of fit and not of homogeneity. A value that only current has
 * was expected 0 times, so the statistic is infinite and the p-value 0. With one value altogether the p-value is NaN.
 */
export function chiSquare(reference: Distribution, current: Distribution): TestResult {
  const counts = poolCounts(reference, current);
  const scale = current.rows / reference.rows;
  let statistic = 0;
  for (let i = 0; i < counts.reference.length; i++) {
    const expected = counts.reference[i] * scale;
    statistic += (counts.current[i] - expected) ** 2 / expected;
  }
  return { statistic, pValue: chiSquareSf(statistic, counts.reference.length - 1) };
}
