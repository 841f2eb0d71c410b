import type { NumericDistribution } from "./distribution.ts";
import { magnitude, meanOf, movedAndScaled, squaresAround } from "./moments.ts";
import type { Parity } from "./monitoring_result.ts";
import { studentTwoSided } from "./student_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Student's t-test of equal means, two-sided, with the variance of both windows pooled; the statistic is t, negative when
 * current lies higher. Where neither window varies, t is infinite and p 0 for different means and both NaN for equal
 * ones. t knows neither origin nor unit, so numbers are counted from one of them, which keeps the digits of small
 * differences, and brought to a magnitude of 1, so that squares neither overflow nor vanish; not so for parity.
 */
export function studentT(
  reference: NumericDistribution,
  current: NumericDistribution,
  parity?: Parity,
): TestResult {
  const [a, b] = parity === undefined ? nearOne(reference, current) : [reference, current];
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const degrees = a.rows + b.rows - 2;
  const variance = (squaresAround(a, meanA) + squaresAround(b, meanB)) / degrees;
  const t = (meanA - meanB) / Math.sqrt(variance * (1 / a.rows + 1 / b.rows));
  return { statistic: t, pValue: studentTwoSided(t, degrees) };
}

function nearOne(reference: NumericDistribution, current: NumericDistribution): NumericDistribution[] {
  const origin = reference.values[0];
  const moved = [reference, current].map((window) => movedAndScaled(window, origin, 1));
  const unit = Math.max(...moved.map(magnitude)) || 1;
  return moved.map((window) => movedAndScaled(window, 0, unit));
}
