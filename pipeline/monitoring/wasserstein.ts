import type { NumericDistribution } from "./distribution.ts";
import { poolNumbers } from "./pool.ts";

/** Keeps the distance finite where the reference hardly varies; the floor that Evidently uses. */
const SMALLEST_DEVIATION = 0.001;

/**
 * Wasserstein-1 distance, the area between the two distribution functions, in standard deviations of the reference
 * (population formula): 0.1 means that the average row moved by a tenth of one.
 */
export function wasserstein(reference: NumericDistribution, current: NumericDistribution): number {
  const pool = poolNumbers(reference, current);
  let area = 0;
  let referenceRows = 0;
  let currentRows = 0;
  for (let i = 0; i + 1 < pool.values.length; i++) {
    referenceRows += pool.reference[i];
    currentRows += pool.current[i];
    const apart = Math.abs(referenceRows / reference.rows - currentRows / current.rows);
    area += apart * (pool.values[i + 1] - pool.values[i]);
  }
  return area / Math.max(standardDeviation(reference), SMALLEST_DEVIATION);
}

/** Population standard deviation, in two passes for accuracy. */
function standardDeviation({ values, counts, rows }: NumericDistribution): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * counts[i];
  const mean = sum / rows;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2 * counts[i];
  return Math.sqrt(squares / rows);
}
