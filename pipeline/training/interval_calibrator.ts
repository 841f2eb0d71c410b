import type { IntervalBin, IntervalTable } from "../models/prediction_interval.ts";
import type { TripTable } from "../trips/trip_table.ts";

/** One trip in so many may lie below its interval, and one above: with 20, nine in ten lie in it. */
const TAIL = 20;

/** As many bins as this, by deciles of the predictions, if each of them has enough trips. */
const MOST_BINS = 10, FEWEST_ROWS = 100;

/** Predictions are counted to half a minute up to an hour, which no cleaned trip takes longer than. */
const CELLS_PER_MINUTE = 2, PREDICTION_CELLS = 120;

/** Errors, actual less predicted, are counted to a twentieth of a minute within an hour on either side. */
const STEPS_PER_MINUTE = 20, MOST_ERROR = 60, ERROR_CELLS = 2 * MOST_ERROR * STEPS_PER_MINUTE;

const DAY = 86_400_000_000; // microseconds

/**
 * Makes prediction intervals of trips that the model has not learnt from: split-conformal with bins (Mondrian) of the
 * predicted minutes and both tails by themselves (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005;
 * Romano, Patterson and Candès, NeurIPS 2019). Errors of trips of about the same length are ranked, and the interval reaches
 * from the error of rank floor((n + 1) / 20) from below to that from above, so that a further such trip lies in it with at least 90 %.
 *
 * Its coverage is measured with other trips than it was made from: made of the even days it is tried on the odd ones, and the
 * other way round. Whole days, because trips of one day have its weather and its traffic in common.
 *
 * One pass, in memory that does not grow with the rows: errors are counted on a grid, and an interval ends at the outer side of
 * its cell.
 */
export class IntervalCalibrator {
  /** Trips by half of the days, prediction and error. */
  readonly #halves = [0, 1].map(() => new Uint32Array(PREDICTION_CELLS * ERROR_CELLS));

  /**
   * Adds one batch.
   *
   * @param prediction minutes, one for each trip
   */
  add({ rows, pickup, duration }: TripTable, prediction: Float64Array): void {
    for (let row = 0; row < rows; row++) {
      const predicted = prediction[row];
      const counts = this.#halves[Math.floor(pickup[row] / DAY) & 1];
      counts[predictionCell(predicted) * ERROR_CELLS + errorCell(duration[row] - predicted)]++;
    }
  }

  /** The intervals of all trips so far; undefined when they are too few for any. */
  finish(): IntervalTable | undefined {
    const byPrediction = Array.from({ length: PREDICTION_CELLS }, (_, cell) => this.#rowsOf(cell));
    const cuts = cutBins(byPrediction);
    if (cuts === undefined) return undefined;
    const tried = cuts.slice(1).map((to, i) =>
      calibrateBin(this.#halves.map((half) => errors(half, cuts[i], to)))
    );
    const sum = (count: "covered" | "tested") => tried.reduce((total, bin) => total + bin[count], 0);
    return {
      level: (TAIL - 2) / TAIL,
      edges: cuts.slice(1, -1).map((cell) => cell / CELLS_PER_MINUTE),
      bins: tried.map(({ rows, lower, upper, covered, tested }): IntervalBin => ({
        rows,
        lower,
        upper,
        coverage: share(covered, tested),
      })),
      coverage: share(sum("covered"), sum("tested")),
    };
  }

  #rowsOf(cell: number): number {
    let rows = 0;
    for (const half of this.#halves) {
      for (let at = cell * ERROR_CELLS; at < (cell + 1) * ERROR_CELLS; at++) rows += half[at];
    }
    return rows;
  }
}

function predictionCell(minutes: number): number {
  return Math.min(Math.max(Math.floor(minutes * CELLS_PER_MINUTE), 0), PREDICTION_CELLS - 1);
}

function errorCell(minutes: number): number {
  return Math.min(Math.max(Math.floor((minutes + MOST_ERROR) * STEPS_PER_MINUTE), 0), ERROR_CELLS - 1);
}

/** The error at which a cell begins. */
function minutesAt(cell: number): number {
  return (cell - MOST_ERROR * STEPS_PER_MINUTE) / STEPS_PER_MINUTE;
}

/** Cells at which bins begin, and the end of the last: each with its share of the rows and enough of them. */
function cutBins(byPrediction: readonly number[]): number[] | undefined {
  const total = byPrediction.reduce((sum, rows) => sum + rows, 0);
  if (total < FEWEST_ROWS) return undefined;
  const wanted = Math.max(total / MOST_BINS, FEWEST_ROWS);
  const cuts = [0];
  let rows = 0, left = total;
  for (let cell = 0; cell < byPrediction.length; cell++) {
    rows += byPrediction[cell];
    left -= byPrediction[cell];
    const even = wanted * cuts.length <= total - left; // a full bin before this one has taken rows of the next
    if (even && rows >= FEWEST_ROWS && left >= FEWEST_ROWS) {
      cuts.push(cell + 1);
      rows = 0;
    }
  }
  return [...cuts, byPrediction.length];
}

/** Rows by error, of predictions in the cells `from` to before `to`. */
function errors(half: Uint32Array, from: number, to: number): Uint32Array {
  const counts = new Uint32Array(ERROR_CELLS);
  for (let cell = from; cell < to; cell++) {
    for (let at = 0; at < ERROR_CELLS; at++) counts[at] += half[cell * ERROR_CELLS + at];
  }
  return counts;
}

/** The interval of both halves of the days, and how one made of either does on the other. */
function calibrateBin(halves: readonly Uint32Array[]) {
  const [even, odd] = halves;
  const all = even.map((rows, at) => rows + odd[at]);
  const [lower, upper] = outerCells(all) ?? [0, ERROR_CELLS - 1];
  let covered = 0, tested = 0;
  for (const [made, tried] of [[even, odd], [odd, even]]) {
    const cells = outerCells(made);
    if (cells === undefined) continue;
    tested += rowsBetween(tried, 0, ERROR_CELLS - 1);
    covered += rowsBetween(tried, ...cells);
  }
  return {
    rows: rowsBetween(all, 0, ERROR_CELLS - 1),
    lower: minutesAt(lower),
    upper: minutesAt(upper + 1),
    covered,
    tested,
  };
}

/** The cells in which an interval ends; undefined when there are too few rows for one. */
function outerCells(counts: Uint32Array): [lower: number, upper: number] | undefined {
  const rows = rowsBetween(counts, 0, ERROR_CELLS - 1);
  const rank = Math.floor((rows + 1) / TAIL);
  if (rank === 0) return undefined;
  let lower = 0, upper = ERROR_CELLS - 1;
  for (let below = counts[lower]; below < rank; below += counts[lower]) lower++;
  for (let above = counts[upper]; above < rank; above += counts[upper]) upper--;
  return [lower, upper];
}

function rowsBetween(counts: Uint32Array, from: number, to: number): number {
  let rows = 0;
  for (let at = from; at <= to; at++) rows += counts[at];
  return rows;
}

function share(covered: number, tested: number): number | null {
  return tested === 0 ? null : covered / tested;
}
