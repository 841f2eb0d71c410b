import { stirlingError } from "./stirling_error.ts";

/** A square matrix, row-major, of which every entry stands for itself times `exp(logScale)`. */
interface ScaledMatrix {
  readonly side: number;
  readonly entries: Float64Array;
  readonly logScale: number;
}

/**
 * Probability that the two-sided Kolmogorov-Smirnov statistic of `n` rows is below `d`, exact: Durbin's matrix to the
 * n-th power (G. Marsaglia, W. Tsang and J. Wang, Evaluating Kolmogorov's distribution, 2003). The matrix has about
 * `2nd` rows, so it is meant for small `nd`.
 */
export function durbinCdf(n: number, d: number): number {
  const centre = Math.ceil(n * d) - 1;
  const power = toPower(durbinMatrix(n, d), n);
  const logFactorialShare = 0.5 * Math.log(2 * Math.PI * n) - n + stirlingError(n); // ln(n! / n^n)
  const entry = power.entries[centre * power.side + centre];
  return Math.exp(Math.log(entry) + power.logScale + logFactorialShare);
}

function durbinMatrix(n: number, d: number): ScaledMatrix {
  const k = Math.ceil(n * d);
  const h = k - n * d;
  const side = 2 * k - 1;
  const inverseFactorial = new Float64Array(side + 1).fill(1);
  for (let i = 1; i <= side; i++) inverseFactorial[i] = inverseFactorial[i - 1] / i;
  const entries = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j <= Math.min(i + 1, side - 1); j++) {
      let entry = 1;
      if (j === 0) entry -= h ** (i + 1);
      if (i === side - 1) entry -= h ** (side - j);
      if (j === 0 && i === side - 1) entry += Math.max(2 * h - 1, 0) ** side;
      entries[i * side + j] = entry * inverseFactorial[i - j + 1];
    }
  }
  return { side, entries, logScale: 0 };
}

function toPower(matrix: ScaledMatrix, power: number): ScaledMatrix {
  if (power === 1) return matrix;
  const half = toPower(matrix, Math.floor(power / 2));
  const square = multiply(half, half);
  return power % 2 === 0 ? square : multiply(square, matrix);
}

/** The product, divided by its largest entry so that no power overflows. */
function multiply(a: ScaledMatrix, b: ScaledMatrix): ScaledMatrix {
  const { side } = a;
  const entries = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let k = 0; k < side; k++) {
      const factor = a.entries[i * side + k];
      if (factor === 0) continue;
      for (let j = 0; j < side; j++) entries[i * side + j] += factor * b.entries[k * side + j];
    }
  }
  const largest = entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  return {
    side,
    entries: entries.map((entry) => entry / largest),
    logScale: a.logScale + b.logScale + Math.log(largest),
  };
}
