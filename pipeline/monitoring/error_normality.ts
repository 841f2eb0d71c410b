import type { NumericDistribution } from "./distribution.ts";
import type { ErrorNormality } from "./monitoring_result.ts";
import { normalQuantile } from "./quantiles.ts";

/** Points that are kept for a chart. */
const MOST_POINTS = 101;

/** Ranks at either end whose quantiles are added up one by one; between them a block of ties has the integral of its own. */
const EXACT_RANKS = 25_000;

/**
 * The least-squares line of the sorted errors on normal quantiles at Filliben's medians of order statistics, as
 * `scipy.stats.probplot` has it (Filliben, Technometrics 17, 1975). Tied errors take the ranks of their block.
 *
 * @returns undefined below two different errors, which lie on no line, and for errors whose squares no number holds
 */
export function errorNormality({ values, counts, rows }: NumericDistribution): ErrorNormality | undefined {
  if (values.length < 2) return undefined;
  const mean = weightedMean(values, counts, rows);
  const ranks = new NormalRanks(rows);
  let normalSquares = 0, errorSquares = 0, products = 0, rank = 1;
  const middles = new Float64Array(values.length); // rank in the middle of each block
  for (let i = 0; i < values.length; i++) {
    const { sum, squares } = ranks.sums(rank, rank + counts[i] - 1);
    normalSquares += squares;
    errorSquares += counts[i] * (values[i] - mean) ** 2;
    products += sum * (values[i] - mean);
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

/** Normal quantiles at the ranks of so many rows. */
class NormalRanks {
  readonly #rows: number;
  /** Of the lowest ranks; the highest have the same with the other sign. */
  readonly #lowest: Float64Array;

  constructor(rows: number) {
    this.#rows = rows;
    this.#lowest = new Float64Array(Math.min(EXACT_RANKS, Math.ceil(rows / 2)));
    for (let i = 0; i < this.#lowest.length; i++) {
      this.#lowest[i] = normalQuantile(filliben(i + 1, rows));
    }
  }

  /** Sums of the quantiles of the ranks `first` to `last`, and of their squares. */
  sums(first: number, last: number): { sum: number; squares: number } {
    const from = Math.max(first, EXACT_RANKS + 1), to = Math.min(last, this.#rows - EXACT_RANKS);
    if (to - from < 2) return this.#sumsOfEach(first, last);
    const low = this.#sumsOfEach(first, from - 1), high = this.#sumsOfEach(to + 1, last);
    const middle = this.#integrals(from, to);
    return {
      sum: low.sum + middle.sum + high.sum,
      squares: low.squares + middle.squares + high.squares,
    };
  }

  #sumsOfEach(first: number, last: number): { sum: number; squares: number } {
    let sum = 0, squares = 0;
    for (let rank = first; rank <= last; rank++) {
      const normal = this.#quantile(rank);
      sum += normal;
      squares += normal * normal;
    }
    return { sum, squares };
  }

  #quantile(rank: number): number {
    const fromTop = this.#rows + 1 - rank;
    if (rank <= this.#lowest.length) return this.#lowest[rank - 1];
    return fromTop <= this.#lowest.length
      ? -this.#lowest[fromTop - 1]
      : normalQuantile(filliben(rank, this.#rows));
  }

  /** The same as integrals of the quantile function and of its square, from half a rank below to half a rank above. */
  #integrals(first: number, last: number): { sum: number; squares: number } {
    const scale = this.#rows + 0.365;
    const low = normalQuantile((first - 0.8175) / scale), high = normalQuantile((last + 0.1825) / scale);
    return {
      sum: scale * (density(low) - density(high)),
      squares: last - first + 1 + scale * (low * density(low) - high * density(high)),
    };
  }
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
