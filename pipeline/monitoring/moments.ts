import type { NumericDistribution } from "./distribution.ts";

/** Mean of the rows, in the column's unit. */
export function meanOf({ values, counts, rows }: NumericDistribution): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * counts[i];
  if (Number.isFinite(sum)) return sum / rows;
  let mean = 0; // the sum of numbers near 1e308 has no room
  for (let i = 0; i < values.length; i++) mean += values[i] * (counts[i] / rows);
  return mean;
}

/** Sum over the rows of the squared distance to `mean`, a second pass for accuracy. */
export function squaresAround({ values, counts }: NumericDistribution, mean: number): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2 * counts[i];
  return squares;
}

/** The same rows in a unit `unit` times as large. */
export function inUnitsOf(unit: number, distribution: NumericDistribution): NumericDistribution {
  return { ...distribution, values: distribution.values.map((value) => value / unit) };
}

/** The greatest absolute value of a distribution with rows. */
export function magnitude({ values }: NumericDistribution): number {
  return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
}
