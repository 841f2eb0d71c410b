import type { NumericDistribution } from "./distribution.ts";
import { mannWhitneyExact } from "./mann_whitney_exact.ts";
import { normalCdf } from "./normal_distribution.ts";
import { poolNumbers } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/** A smaller window than this has its exact null distribution, unless values repeat; SciPy's limit. */
const MOST_ROWS_EXACT = 8;

/** The exact distribution has this many steps at most; with more the normal one is as good. */
const MOST_STEPS_EXACT = 4_000_000;

/**
 * Mann-Whitney U test. The statistic is U of the reference: the pairs of rows in which the reference is the larger one,
 * ties counting half. `two-sided` asks whether either window tends to larger values, `less` only whether current does.
 * Exact for at most 8 rows in either window where no value repeats, else normal with corrections for ties and continuity,
 * as SciPy's `mannwhitneyu`.
 */
export function mannWhitney(
  reference: NumericDistribution,
  current: NumericDistribution,
  alternative: "two-sided" | "less" = "two-sided",
): TestResult {
  const [n1, n2] = [reference.rows, current.rows];
  const { referenceU, ties } = countPairs(reference, current);
  const otherU = n1 * n2 - referenceU;
  const u = alternative === "less" ? otherU : Math.max(referenceU, otherU);
  const exact = Math.min(n1, n2) <= MOST_ROWS_EXACT && ties === 0 && n1 * n2 <= MOST_STEPS_EXACT;
  const tail = exact ? mannWhitneyExact(n1, n2, u) : normalCdf(-standardised(u, n1, n2, ties));
  return { statistic: referenceU, pValue: Math.min(alternative === "less" ? tail : 2 * tail, 1) };
}

/** U of the reference, and `Σ (t³ - t)` over the values that t rows of both windows together have. */
function countPairs(reference: NumericDistribution, current: NumericDistribution) {
  const pool = poolNumbers(reference, current);
  let referenceU = 0;
  let ties = 0;
  let smaller = 0;
  for (let i = 0; i < pool.values.length; i++) {
    const [before, after] = [pool.reference[i], pool.current[i]];
    referenceU += before * (smaller + after / 2);
    smaller += after;
    const tied = before + after;
    ties += tied * (tied * tied - 1);
  }
  return { referenceU, ties };
}

function standardised(u: number, n1: number, n2: number, ties: number): number {
  const n = n1 + n2;
  const deviation = Math.sqrt((n1 * n2 / 12) * (n + 1 - ties / (n * (n - 1))));
  return (u - (n1 * n2) / 2 - 0.5) / deviation;
}
