import type { Distribution } from "./distribution.ts";
import type { ColumnComparison } from "./monitoring_result.ts";

/** A column with a score. */
export type ScoredColumn = Extract<ColumnComparison, { readonly drifted: boolean }>;

/**
 * Whether Evidently 0.7.23 counts a column as drifted in the share of the dataset. The column's own score leaves infinite values
 * out; the count does so only on a side that has nulls too. An infinite value that stays makes the Wasserstein distance
 * infinite in current, which is drift, and NaN in reference, which is none. Its other methods order values, and a few infinite
 * ones among many hardly move them: there the column's own judgement stands.
 */
export function driftedAsCounted({ score, drifted, reference, current }: ScoredColumn): boolean {
  if (score.method !== "wasserstein") return drifted;
  if (keepsInfinite(reference)) return false;
  return keepsInfinite(current) || drifted;
}

function keepsInfinite(distribution: Distribution): boolean {
  if (distribution.kind !== "numeric") return false;
  const { missing, infinite = 0 } = distribution;
  return infinite > 0 && infinite === missing;
}
