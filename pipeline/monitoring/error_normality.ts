import type { NumericDistribution } from "./distribution.ts";
import type { ErrorNormality } from "./monitoring_result.ts";
import { normalQuantile } from "./quantiles.ts";

/** Points that are kept for a chart. */
const MOST_POINTS = 101;

/** Ranks at either end whose quantiles are added up one by one; between them a block of ties has the integral of its own. */
const EXACT_RANKS = 50_000;

/**
 * The least-squares line of the sorted errors on normal quantiles at Filliben's medians of order statistics, as
 * `scipy.stats.probplot` has it (Filliben, Technometrics 17, 1975). Tied errors take the ranks of their block.
 *
 * @returns undefined below two different errors, which lie on no line
 */
export function errorNormality({ values, counts, rows }: NumericDistribution): ErrorNormality | undefined {
  if (values.length < 2) return undefined;
  const mean = weightedMean(values, counts, rows);
  let normalSquares = 0, errorSquares = 0, products = 0, rank = 1;
  const middles = new Float64Array(values.length); // rank in the middle of each block
  for (let i = 0; i < values.length; i++) {
    const { sum, squares } = quantileSums(rank, rank + counts[i] - 1, rows);
    normalSquares += squares;
    errorSquares += counts[i] * (values[i] - mean) ** 2;
    products += sum * (values[i] - mean);
    middles[i] = rank + (counts[i] - 1) / 2;
    rank += counts[i];
  }
  const slope = products / normalSquares; // quantiles at symmetric ranks have mean 0
  return {
    slope,
    intercept: mean,
    r: products / Math.sqrt(normalSquares * errorSquares),
    points: pointsOf(values, middles, rows),
  };
}

/** Filliben's estimate of the median of the order statistic with this rank, 1 to `rows`. */
function filliben(rank: number, rows: number): number {
  if (rank === rows) return 0.5 ** (1 / rows);
  return rank === 1 ? 1 - 0.5 ** (1 / rows) : (rank - 0.3175) / (rows + 0.365);
}

/** Sums of the normal quantiles of the ranks `first` to `last`, and of their squares. */
function quantileSums(first: number, last: number, rows: number): { sum: number; squares: number } {
  let sum = 0, squares = 0;
  const addEach = (from: number, to: number) => {
    for (let rank = from; rank <= to; rank++) {
      const normal = normalQuantile(filliben(rank, rows));
      sum += normal;
      squares += normal * normal;
    }
  };
  const from = Math.max(first, EXACT_RANKS + 1), to = Math.min(last, rows - EXACT_RANKS);
  if (to - from < 2) addEach(first, last);
  else {
    addEach(first, from - 1);
    const scale = rows + 0.365;
    const low = normalQuantile((from - 0.8175) / scale), high = normalQuantile((to + 0.1825) / scale);
    sum += scale * (density(low) - density(high)); // the integral of the quantile function
    squares += to - from + 1 + scale * (low * density(low) - high * density(high));
    addEach(to + 1, last);
  }
  return { sum, squares };
}

function density(normal: number): number {
  return Math.exp(-normal * normal / 2) / Math.sqrt(2 * Math.PI);
}

/** Of evenly spaced blocks of ties along the normal axis, both ends among them. */
function pointsOf(values: Float64Array, middles: Float64Array, rows: number): ErrorNormality["points"] {
  const last = values.length - 1;
  const low = normalQuantile(filliben(1, rows)), step = -2 * low / (MOST_POINTS - 1);
  const points: [number, number][] = [];
  let next = -Infinity;
  for (let i = 0; i <= last; i++) {
    const normal = normalQuantile(filliben(middles[i], rows));
    if (normal < next && i !== last) continue;
    if (i === last && points.length === MOST_POINTS) points.pop();
    points.push([normal, values[i]]);
    next = low + step * (Math.floor((normal - low) / step) + 1);
  }
  return points;
}

function weightedMean(values: Float64Array, counts: Float64Array, rows: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - values[0]) * counts[i];
  return values[0] + sum / rows;
}
