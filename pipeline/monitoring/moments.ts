import type { NumericDistribution } from "./distribution.ts";

/** Mean of the rows, in the column's unit, to the last digit or two (A. Neumaier's summation, 1974). */
export function meanOf({ values, counts, rows }: NumericDistribution): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const term = values[i] * counts[i];
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
    sum = next;
  }
  if (Number.isFinite(sum)) return (sum + lost) / rows;
  let mean = 0; // the sum of numbers near 1e308 has no room
  for (let i = 0; i < values.length; i++) mean += values[i] * (counts[i] / rows);
  return mean;
}

/** Sum over the rows of the squared distance to `mean`, a second pass for accuracy. */
export function squaresAround({ values, counts }: NumericDistribution, mean: number): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = values[i] - mean; // its product with itself: `** 2` is a call until the loop is optimised
    squares += apart * apart * counts[i];
  }
  return squares;
}

/** The same rows counted from `origin` in a unit `unit` times as large. */
export function movedAndScaled(
  distribution: NumericDistribution,
  origin: number,
  unit: number,
): NumericDistribution {
  return { ...distribution, values: distribution.values.map((value) => (value - origin) / unit) };
}

/** The greatest absolute value of a distribution with rows. */
export function magnitude({ values }: NumericDistribution): number {
  return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
}
