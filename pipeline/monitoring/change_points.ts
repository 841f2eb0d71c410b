/** Where the level of a series changed. */
export interface ChangePoint {
  /** Of the first value after the change. */
  readonly index: number;
  /** Mean of the values from the change before up to this one. */
  readonly before: number;
  /** Mean of the values from here up to the next change. */
  readonly after: number;
}

/** A level that holds for less than so many values is an outlier, not a level. */
const SHORTEST = 2;
/** Fewer values say nothing about a level. */
const FEWEST = 8;
/**
 * Price of a change, in variances of the noise for each unit of log(n). The modified BIC asks for 3; the noise is estimated, from
 * few values roughly, hence more, and still more for short series. By simulation a series of 8 to 14 values without a change has a
 * mark in about one of a hundred, a longer one in fewer.
 */
const PENALTY = 5, SHORT_PENALTY = 15;
/** The median of absolute deviations of a normal distribution, times this, is its standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * Finds where the mean of a series changed, by optimal partitioning: of all ways to cut the series it takes the one with the
 * least sum of squares within the parts plus a penalty for each cut. Exact, in n² steps: meant for some hundred values.
 *
 * Jackson et al., An algorithm for optimal partitioning of data on an interval (2005), doi:10.1109/LSP.2001.838216; the cost is
 * that of Killick, Fearnhead and Eckley, Optimal detection of changepoints with a linear computational cost (2012),
 * doi:10.1080/01621459.2012.737745; a penalty of a multiple of log n as Zhang and Siegmund, A modified Bayes information
 * criterion (2007), doi:10.1111/j.1541-0420.2006.00662.x. The noise is told from differences of neighbours, which a change
 * of level hardly touches.
 *
 * @param series finite values in the order of time; windows that overlap make changes look smoother and noise smaller than they are
 * @returns in the order of time; none for fewer than 8 values
 */
export function changePoints(series: readonly number[]): ChangePoint[] {
  const variance = noiseVariance(series);
  if (series.length < FEWEST || variance === 0) return [];
  const cost = costs(series);
  const n = series.length;
  const ends = cheapestCuts(n, cost.ofPart, PENALTY * (1 + SHORT_PENALTY / n) * Math.log(n) * variance);
  const starts = [0, ...ends];
  return ends.map((index, cut) => ({
    index,
    before: cost.mean(starts[cut], index),
    after: cost.mean(index, starts[cut + 2] ?? n),
  }));
}

/** Costs of parts of a series, each in one step: sums up to each place are kept. */
function costs(series: readonly number[]) {
  const centre = series[0]; // so that large values that differ little keep their digits
  const sums = new Float64Array(series.length + 1), squares = new Float64Array(series.length + 1);
  series.forEach((value, i) => {
    sums[i + 1] = sums[i] + (value - centre);
    squares[i + 1] = squares[i] + (value - centre) ** 2;
  });
  return {
    /** Sum of squares around the mean of the values from `start` to before `end`. */
    ofPart: (start: number, end: number) =>
      squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start),
    mean: (start: number, end: number) => centre + (sums[end] - sums[start]) / (end - start),
  };
}

/** Where the parts after the first begin, ascending. */
function cheapestCuts(
  length: number,
  costOf: (start: number, end: number) => number,
  penalty: number,
): number[] {
  const best = new Float64Array(length + 1).fill(Infinity), from = new Int32Array(length + 1);
  best[0] = -penalty;
  for (let end = SHORTEST; end <= length; end++) {
    for (let start = 0; start <= end - SHORTEST; start++) {
      const total = best[start] + costOf(start, end) + penalty;
      if (total < best[end]) {
        best[end] = total;
        from[end] = start;
      }
    }
  }
  const cuts: number[] = [];
  for (let end = from[length]; end > 0; end = from[end]) cuts.unshift(end);
  return cuts;
}

/** Of one value around its level. Where most neighbours are equal, their median difference says nothing and the mean is taken. */
function noiseVariance(series: readonly number[]): number {
  const steps = series.slice(1).map((value, i) => Math.abs(value - series[i])).sort((a, b) => a - b);
  const sigma = MAD_TO_SIGMA * (steps[steps.length >> 1] ?? 0);
  const squared = sigma > 0 ? sigma ** 2 : steps.reduce((sum, step) => sum + step ** 2, 0) / steps.length;
  return squared > 0 ? squared / 2 : 0; // a difference has the noise of two values
}
