import { chiSquareSf } from "./chi_square_sf.ts";
import type { NumericDistribution } from "./distribution.ts";
import { pooledQuantile, poolNumbers } from "./pool.ts";
import { pseudoInverse } from "./pseudo_inverse.ts";
import type { TestResult } from "./test_result.ts";

/** Where the characteristic functions are compared, in half interquartile ranges of both windows together. */
const POINTS = [0.4, 0.8];

/** Below this many rows in both windows the statistic is shrunk. */
const SMALL_SAMPLE = 25;

/** Means and covariances (n) of cosine and sine at the points. */
interface Waves {
  readonly means: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/**
 * Epps-Singleton test: compares the two characteristic functions at two points (T. Epps and K. Singleton, An omnibus test
 * for the two-sample problem using the empirical characteristic function, 1986), as SciPy's `epps_singleton_2samp`. Unlike
 * tests on distribution functions it does not mind ties. Has no answer (NaN) with less than 5 rows in a window, or where
 * the middle half of all rows has one value.
 */
export function eppsSingleton(reference: NumericDistribution, current: NumericDistribution): TestResult {
  const [n1, n2] = [reference.rows, current.rows];
  const n = n1 + n2;
  const halfRange = interquartileRange(reference, current) / 2;
  if (Math.min(n1, n2) < 5 || halfRange === 0) return { statistic: NaN, pValue: NaN };
  const points = POINTS.map((point) => point / halfRange);
  const [a, b] = [waves(reference, points), waves(current, points)];
  const { inverse, rank } = pseudoInverse(
    a.covariance.map((row, i) => row.map((value, j) => (n / n1) * value + (n / n2) * b.covariance[i][j])),
  );
  const apart = a.means.map((mean, i) => mean - b.means[i]);
  let statistic = 0;
  for (let i = 0; i < apart.length; i++) {
    for (let j = 0; j < apart.length; j++) statistic += n * apart[i] * inverse[i][j] * apart[j];
  }
  if (Math.max(n1, n2) < SMALL_SAMPLE) {
    statistic /= 1 + n ** -0.45 + 10.1 * (n1 ** -1.7 + n2 ** -1.7);
  }
  return { statistic, pValue: chiSquareSf(statistic, rank) };
}

/** The range of the middle half of both windows together. */
export function interquartileRange(reference: NumericDistribution, current: NumericDistribution): number {
  const pool = poolNumbers(reference, current);
  return pooledQuantile(pool, 0.75) - pooledQuantile(pool, 0.25);
}

function waves({ values, counts, rows }: NumericDistribution, points: readonly number[]): Waves {
  const size = 2 * points.length;
  const wave = new Float64Array(size);
  const at = (value: number) => {
    points.forEach((point, i) => {
      wave[i] = Math.cos(point * value);
      wave[points.length + i] = Math.sin(point * value);
    });
  };
  const means = new Array<number>(size).fill(0);
  for (let row = 0; row < values.length; row++) {
    at(values[row]);
    for (let i = 0; i < size; i++) means[i] += wave[i] * counts[row];
  }
  for (let i = 0; i < size; i++) means[i] /= rows;
  const covariance = means.map(() => new Array<number>(size).fill(0));
  for (let row = 0; row < values.length; row++) {
    at(values[row]);
    for (let i = 0; i < size; i++) {
      const weighed = (wave[i] - means[i]) * counts[row];
      for (let j = 0; j <= i; j++) covariance[i][j] += weighed * (wave[j] - means[j]);
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) covariance[i][j] = covariance[j][i] = covariance[i][j] / rows;
  }
  return { means, covariance };
}
