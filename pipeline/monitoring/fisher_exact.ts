import type { Distribution } from "./distribution.ts";
import { hypergeometricTail, logHypergeometric, type Urn } from "./hypergeometric.ts";
import { poolCounts } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/** Two probabilities this close are the same one, computed along two ways. */
const SAME = 1e-11;

/**
 * Fisher's exact test of two shares, two-sided: the probability, all four margins kept, of tables that are at most as
 * likely as the one found. Meant for columns of at most two values. The statistic is the odds ratio, above 1 when the
 * smaller value has become rarer; NaN with one value altogether, where p is 1.
 */
export function fisherExact(reference: Distribution, current: Distribution): TestResult {
  const counts = poolCounts(reference, current);
  if (counts.reference.length < 2) return { statistic: NaN, pValue: 1 };
  const [before, after] = [counts.reference, counts.current];
  const urn = { marked: before[0] + after[0], others: before[1] + after[1], drawn: reference.rows };
  const statistic = (before[0] * after[1]) / (before[1] * after[0]);
  return { statistic, pValue: Math.min(twoSided(urn, before[0]), 1) };
}

function twoSided(urn: Urn, found: number): number {
  const mode = Math.floor(((urn.drawn + 1) * (urn.marked + 1)) / (urn.marked + urn.others + 2));
  const limit = logHypergeometric(urn, found) + SAME;
  if (logHypergeometric(urn, mode) <= limit) return 1;
  const away = found < mode ? -1 : 1;
  const opposite = firstUpTo(urn, limit, mode, away === 1 ? -1 : 1);
  return hypergeometricTail(urn, found, away) + hypergeometricTail(urn, opposite, away === 1 ? -1 : 1);
}

/** Going away from the mode, where probabilities fall: the first count of marked balls up to the limit. */
function firstUpTo(urn: Urn, limit: number, mode: number, step: 1 | -1): number {
  const beyond = step === 1 ? Math.min(urn.drawn, urn.marked) + 1 : Math.max(0, urn.drawn - urn.others) - 1;
  let [over, under] = [mode, beyond];
  while (Math.abs(under - over) > 1) {
    const middle = Math.floor((over + under) / 2);
    if (logHypergeometric(urn, middle) > limit) over = middle;
    else under = middle;
  }
  return under;
}
