import { seededRandom } from "../../lib/random.ts";
import type { Distribution } from "./distribution.ts";
import { poolCounts, type PooledCounts } from "./pool.ts";
import type { TestResult } from "./test_result.ts";

/** Evidently has 1,000; more of them where rows are few bring chance in p down, less where they are many take seconds. */
const PERMUTATIONS = { least: 200, most: 20_000, draws: 50_000_000 };

/** Windows of more rows together take more than ten seconds. */
export const MOST_ROWS_PERMUTED = 1_000_000;

/**
 * Permutation test of the total variation distance: how often windows of these sizes, drawn anew from all rows without
 * putting back, are at least as far apart. The same windows always give the same p. Evidently's p hangs on the order of the
 * rows as well, and differs from this one by chance: by less than 0.05 nearly always.
 */
export function totalVariationPermutation(reference: Distribution, current: Distribution): TestResult {
  const counts = poolCounts(reference, current);
  const rows = reference.rows + current.rows;
  const [smaller, drawnRows] = reference.rows <= current.rows
    ? [counts.reference, reference.rows]
    : [counts.current, current.rows];
  const observed = stepsApart(counts, smaller, drawnRows, rows);
  const times = Math.floor(PERMUTATIONS.draws / drawnRows);
  const permutations = Math.min(Math.max(times, PERMUTATIONS.least), PERMUTATIONS.most);
  const draw = drawer(counts, drawnRows);
  let reached = 0;
  for (let i = 0; i < permutations; i++) {
    if (stepsApart(counts, draw(), drawnRows, rows) >= observed) reached++;
  }
  return { statistic: observed / (2 * reference.rows * current.rows), pValue: reached / permutations };
}

/** The distance in whole steps of `1 / (2 n_ref n_cur)`, so that equal distances are equal. */
function stepsApart(counts: PooledCounts, drawn: Float64Array, drawnRows: number, rows: number): number {
  let steps = 0;
  for (let level = 0; level < drawn.length; level++) {
    const all = counts.reference[level] + counts.current[level];
    steps += Math.abs(drawn[level] * rows - all * drawnRows);
  }
  return steps;
}

/** Draws rows without putting back, counted by level; every call draws anew. */
function drawer(counts: PooledCounts, rows: number): () => Float64Array {
  const all = counts.reference.map((count, level) => count + counts.current[level]);
  const urn = new Int32Array(all.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  all.forEach((count, level) => urn.fill(level, filled, filled += count));
  const random = seededRandom("total variation");
  const drawn = new Float64Array(all.length);
  return () => {
    drawn.fill(0);
    for (let i = 0; i < rows; i++) {
      const other = i + Math.floor(random() * (urn.length - i));
      const level = urn[other];
      urn[other] = urn[i];
      urn[i] = level;
      drawn[level]++;
    }
    return drawn;
  };
}
