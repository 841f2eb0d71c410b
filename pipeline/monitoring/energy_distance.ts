import type { NumericDistribution } from "./distribution.ts";
import { poolNumbers } from "./pool.ts";

/**
 * Energy distance, `√(2 ∫ (F_ref - F_cur)²)` (G. Székely, E-statistics: the energy of statistical samples, 2002): in the
 * root of the column's unit, so a threshold means something for one column only.
 */
export function energyDistance(reference: NumericDistribution, current: NumericDistribution): number {
  const pool = poolNumbers(reference, current);
  let area = 0;
  let referenceRows = 0;
  let currentRows = 0;
  for (let i = 0; i + 1 < pool.values.length; i++) {
    referenceRows += pool.reference[i];
    currentRows += pool.current[i];
    const apart = referenceRows / reference.rows - currentRows / current.rows;
    area += apart * apart * (pool.values[i + 1] - pool.values[i]);
  }
  return Math.sqrt(2) * Math.sqrt(area);
}
