import type { NumericDistribution } from "./distribution.ts";
import { magnitude, meanOf, movedAndScaled, squaresAround } from "./moments.ts";
import type { Parity } from "./monitoring_result.ts";
import { poolNumbers } from "./pool.ts";

/** Keeps the distance finite where the reference hardly varies; the floor that Evidently uses. */
const SMALLEST_DEVIATION = 0.001;

/**
 * Wasserstein-1 distance, the area between the two distribution functions, in standard deviations of the reference
 * (population formula): 0.1 means that the average row moved by a tenth of one.
 */
export function wasserstein(
  reference: NumericDistribution,
  current: NumericDistribution,
  parity?: Parity,
): number {
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
  return area / Math.max(standardDeviation(reference, parity), SMALLEST_DEVIATION);
}

/** Population standard deviation; for parity infinite where a square has no room, as in NumPy. */
function standardDeviation(distribution: NumericDistribution, parity?: Parity): number {
  const deviation = Math.sqrt(squaresAround(distribution, meanOf(distribution)) / distribution.rows);
  if (Number.isFinite(deviation) || parity === "evidently") return deviation;
  const unit = magnitude(distribution);
  const scaled = movedAndScaled(distribution, 0, unit);
  return unit * Math.sqrt(squaresAround(scaled, meanOf(scaled)) / distribution.rows);
}
