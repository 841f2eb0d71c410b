import type { NumericDistribution } from "../pipeline/monitoring/distribution.ts";

/** The smallest value with at least `share` of the rows at or under it; NaN without rows. */
export function quantile(distribution: NumericDistribution, share: number): number {
  const { values, counts, rows } = distribution;
  const wanted = share * rows;
  let seen = 0;
  for (let i = 0; i < values.length; i++) {
    seen += counts[i];
    if (seen >= wanted) return values[i];
  }
  return values.length === 0 ? NaN : values[values.length - 1];
}

/** Mean over the rows; NaN without rows. */
export function mean(distribution: NumericDistribution): number {
  let sum = 0;
  distribution.values.forEach((value, i) => sum += value * distribution.counts[i]);
  return sum / distribution.rows;
}

/** Share of all rows that had no value. */
export function missingShare(distribution: { readonly rows: number; readonly missing: number }): number {
  const all = distribution.rows + distribution.missing;
  return all === 0 ? 0 : distribution.missing / all;
}
