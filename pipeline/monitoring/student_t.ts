import type { NumericDistribution } from "./distribution.ts";
import { inUnitsOf, magnitude, meanOf, squaresAround } from "./moments.ts";
import type { Parity } from "./monitoring_result.ts";
import { studentTwoSided } from "./student_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Student's t-test of equal means, two-sided, with the variance of both windows pooled; the statistic is t, negative when
 * current lies higher. Where neither window varies, t is infinite and p 0 for different means and both NaN for equal
 * ones. Numbers are first brought to a magnitude of 1, so that squares neither overflow nor vanish; for parity they are
 * not.
 */
export function studentT(
  reference: NumericDistribution,
  current: NumericDistribution,
  parity?: Parity,
): TestResult {
  const unit = parity === undefined ? Math.max(magnitude(reference), magnitude(current)) || 1 : 1;
  const [a, b] = unit === 1 ? [reference, current] : [inUnitsOf(unit, reference), inUnitsOf(unit, current)];
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const degrees = a.rows + b.rows - 2;
  const variance = (squaresAround(a, meanA) + squaresAround(b, meanB)) / degrees;
  const t = (meanA - meanB) / Math.sqrt(variance * (1 / a.rows + 1 / b.rows));
  return { statistic: t, pValue: studentTwoSided(t, degrees) };
}
