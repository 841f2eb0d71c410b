/** The middle of several measurements and how far they lay apart. */
export interface Spread {
  /** The middle value, or the mean of the middle two. */
  readonly median: number;
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
}

/**
 * Median, smallest and largest.
 *
 * @throws RangeError when `values` is empty or holds something that is not a finite number
 */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(`Cannot summarise [${values.join(", ")}]: expected finite numbers, at least one`);
  }
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return {
    median: sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
}

/**
 * Second over first, round by round, then summarised: what slows a whole round down (another process, a colder
 * machine) slows both of its sides and so leaves the ratio alone.
 *
 * @throws RangeError when the lengths differ or a ratio is not a finite number
 */
export function pairedRatio(first: readonly number[], second: readonly number[]): Spread {
  if (first.length !== second.length) {
    throw new RangeError(`Cannot pair ${first.length} measurements with ${second.length}: expected as many`);
  }
  return spreadOf(second.map((value, round) => value / first[round]));
}
