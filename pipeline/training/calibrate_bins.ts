import { ERROR_CELLS, errorAt, type ErrorGrid, predictionAt } from "./error_grid.ts";

/** One trip in so many may lie below its interval, and one above: with 20, nine in ten lie in it. */
const TAIL = 20;

/** Share of trips that an interval should hold. */
export const LEVEL: number = (TAIL - 2) / TAIL;

/** Fewer trips than this make no interval. */
export const FEWEST_ROWS = 100;

/** As many bins as this, by deciles of the predictions, if each of them has enough trips. */
const MOST_BINS = 10;

/** Intervals by predicted minutes. */
export interface CalibratedBins {
  /** Predicted minutes between the bins, ascending. */
  readonly edges: number[];
  /** From the shortest predictions to the longest. */
  readonly bins: readonly CalibratedBin[];
}

/** An interval, and how such ones did on trips that they were not made from. */
export interface CalibratedBin {
  /** Trips that it was made from. */
  readonly rows: number;
  /** Minutes from the prediction to its lower end. */
  readonly lower: number;
  /** Minutes from the prediction to its upper end. */
  readonly upper: number;
  /** Trips of one half on which an interval made of the other was tried. */
  readonly tested: number;
  /** How many of them it held. */
  readonly covered: number;
}

/** Parts the trips of a grid by their predictions and makes an interval of each part; it has at least {@linkcode FEWEST_ROWS}. */
export function calibrateBins(grid: ErrorGrid): CalibratedBins {
  const cuts = cutBins(grid.rowsByPrediction());
  return {
    edges: cuts.slice(1, -1).map(predictionAt),
    bins: cuts.slice(1).map((to, i) => calibrateBin(grid.rowsByError(cuts[i], to))),
  };
}

/** Cells at which bins begin, and the end of the last: each with its share of the rows and enough of them. */
function cutBins(byPrediction: readonly number[]): number[] {
  const total = byPrediction.reduce((sum, rows) => sum + rows, 0);
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

/** The interval of both halves, and how one made of either does on the other. */
function calibrateBin([first, second]: readonly Uint32Array[]): CalibratedBin {
  const all = first.map((rows, at) => rows + second[at]);
  const [lower, upper] = outerCells(all) ?? [0, ERROR_CELLS - 1];
  let covered = 0, tested = 0;
  for (const [made, tried] of [[first, second], [second, first]]) {
    const cells = outerCells(made);
    if (cells === undefined) continue;
    tested += rowsBetween(tried, 0, ERROR_CELLS - 1);
    covered += rowsBetween(tried, ...cells);
  }
  const rows = rowsBetween(all, 0, ERROR_CELLS - 1);
  return { rows, lower: errorAt(lower), upper: errorAt(upper + 1), tested, covered };
}

/** The cells in which an interval ends; undefined when there are too few rows for one. */
function outerCells(counts: Uint32Array): [lower: number, upper: number] | undefined {
  const rank = Math.floor((rowsBetween(counts, 0, ERROR_CELLS - 1) + 1) / TAIL);
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
