/** What a statistical test of "both windows come from the same distribution" found. */
export interface TestResult {
  /** The test's own measure of difference; see the test for its range. */
  readonly statistic: number;
  /** Probability of a statistic at least as large when nothing has changed, 0 to 1; NaN where the test has no answer. */
  readonly pValue: number;
}
