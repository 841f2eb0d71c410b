import type { NumericDistribution } from "./distribution.ts";
import type { ErrorNormality } from "./monitoring_result.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** Points that are kept for a chart. */
const MOST_POINTS = 101;

/** Ranks at either end whose quantiles are added up one by one, because there they differ most. */
const EXACT_RANKS = 2000;

/** Between them, a block of more tied rows than this has the integral of its own. */
const FEW_TIES = 8;

interface QuantileSums {
  readonly sum: number;
  readonly squares: number;
}

/**
 * The least-squares line of the sorted errors on normal quantiles at Filliben's medians of order statistics, as
 * `scipy.stats.probplot` has it (Filliben, Technometrics 17, 1975). Tied errors take the ranks of their block.
 *
 * @returns undefined below two different errors, which lie on no line, and for errors whose squares no number holds
 */
export function errorNormality({ values, counts, rows }: NumericDistribution): ErrorNormality | undefined {
  if (values.length < 2) return undefined;
  const mean = weightedMean(values, counts, rows);
  let normalSquares = 0, errorSquares = 0, products = 0, rank = 1;
  const middles = new Float64Array(values.length); // rank in the middle of each block
  for (let i = 0; i < values.length; i++) {
    const { sum, squares } = quantileSums(rank, rank + counts[i] - 1, rows);
    const fromMean = values[i] - mean;
    normalSquares += squares;
    errorSquares += counts[i] * (fromMean * fromMean);
    products += sum * fromMean;
    middles[i] = rank + (counts[i] - 1) / 2;
    rank += counts[i];
  }
  const slope = products / normalSquares; // quantiles at symmetric ranks have mean 0
  if (!Number.isFinite(errorSquares)) return undefined;
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
function quantileSums(first: number, last: number, rows: number): QuantileSums {
  const from = Math.max(first, EXACT_RANKS + 1), to = Math.min(last, rows - EXACT_RANKS);
  if (to - from < FEW_TIES) return sumsOfEach(first, last, rows);
  const low = sumsOfEach(first, from - 1, rows), high = sumsOfEach(to + 1, last, rows);
  const middle = integrals(from, to, rows);
  return {
    sum: low.sum + middle.sum + high.sum,
    squares: low.squares + middle.squares + high.squares,
  };
}

function sumsOfEach(first: number, last: number, rows: number): QuantileSums {
  let sum = 0, squares = 0;
  for (let rank = first; rank <= last; rank++) {
    const normal = normalQuantile(filliben(rank, rows));
    sum += normal;
    squares += normal * normal;
  }
  return { sum, squares };
}

/** The same by the Euler-Maclaurin formula: integrals from half a rank below to half a rank above, and slopes at both ends. */
function integrals(first: number, last: number, rows: number): QuantileSums {
  const scale = rows + 0.365;
  const low = normalQuantile((first - 0.8175) / scale), high = normalQuantile((last + 0.1825) / scale);
  const lowDensity = density(low), highDensity = density(high);
  const steeper = (1 / highDensity - 1 / lowDensity) / scale;
  const steeperSquares = 2 * (high / highDensity - low / lowDensity) / scale;
  return {
    sum: scale * (lowDensity - highDensity) - steeper / 24,
    squares: last - first + 1 + scale * (low * lowDensity - high * highDensity) - steeperSquares / 24,
  };
}

function density(normal: number): number {
  return Math.exp(-normal * normal / 2) / Math.sqrt(2 * Math.PI);
}

/** The blocks of ties next above evenly spaced normal quantiles, the lowest and the highest among them. */
function pointsOf(values: Float64Array, middles: Float64Array, rows: number): ErrorNormality["points"] {
  const normalOf = (block: number) => normalQuantile(filliben(middles[block], rows));
  const last = values.length - 1;
  const low = normalOf(0), step = (normalOf(last) - low) / (MOST_POINTS - 1);
  const points: [number, number][] = [];
  for (let block = 0; block <= last;) {
    const normal = normalOf(block);
    points.push([normal, values[block]]);
    if (block === last) break;
    const next = low + step * (Math.floor((normal - low) / step + 1e-9) + 1);
    block = firstBlock(block + 1, last, (at) => normalOf(at) >= next);
  }
  return points;
}

/** The first block from `low` to `high` of which this is true, `high` when of none; it stays true once it is. */
function firstBlock(low: number, high: number, isReached: (block: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function weightedMean(values: Float64Array, counts: Float64Array, rows: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - values[0]) * counts[i];
  return values[0] + sum / rows;
}
