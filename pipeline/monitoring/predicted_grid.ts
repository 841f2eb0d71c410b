import type { RegressionPerformance } from "./monitoring_result.ts";

/** Rows by predicted and actual value. */
export type PredictedGrid = RegressionPerformance["predictedAgainstActual"];

/** Cells along each side that a chart gets. */
const CELLS = 60;

/** Cells along each side while rows are added: 8 times as fine, so that what lies far out does not blur the rest. */
const FINE_CELLS = 512;

/** Share of the values at either end that a chart may put into its outermost cells. */
const OUTSIDE = 0.001;

/** A cell is not narrower than this part of the greatest value, where a number's own digits end. */
const LEAST_SHARE = 2 ** -40;

/** Counts rows by what was predicted and what happened, on a scale that is known: from 0, cells of 1. */
export class MinuteGrid {
  readonly #counts = new Float64Array(CELLS * CELLS);

  /** Adds one batch; rows with a NaN are left out. */
  add(target: Float64Array, prediction: Float64Array): void {
    const counts = this.#counts;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], predicted = prediction[row];
      if (!Number.isFinite(predicted - actual)) continue;
      counts[inside(Math.floor(actual), CELLS) * CELLS + inside(Math.floor(predicted), CELLS)]++;
    }
  }

  /** The counts of all rows so far. */
  finish(): PredictedGrid {
    return { cellMinutes: 1, side: CELLS, counts: this.#counts.slice() };
  }
}

/**
 * The same for values of any size. Cells are as wide as the least power of 2 with which the values so far fit; wider values join
 * cells in pairs. So the result does not depend on the order of the rows.
 */
export class GrowingGrid {
  #counts = new Float64Array(0);
  #lowest = Infinity;
  #highest = -Infinity;
  #cell = 0;
  /** The first cell is this many cells from 0. */
  #first = 0;

  /** Adds one batch; rows with a NaN are left out. */
  add(target: Float64Array, prediction: Float64Array): void {
    this.#widen(target, prediction);
    const counts = this.#counts, cell = this.#cell, first = this.#first;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], predicted = prediction[row];
      if (!Number.isFinite(predicted - actual)) continue;
      counts[(cellOf(actual, cell) - first) * FINE_CELLS + cellOf(predicted, cell) - first]++;
    }
  }

  /** The counts of all rows so far, around all but the outermost values. */
  finish(): PredictedGrid {
    const { first, joined } = this.#view();
    const counts = new Float64Array(CELLS * CELLS);
    addCells(
      this.#counts,
      counts,
      CELLS,
      (fine) => inside(cellOf(this.#first + fine, joined) - first, CELLS),
    );
    const cellMinutes = this.#cell * joined || 1;
    return { cellMinutes, side: CELLS, counts, ...(first === 0 ? {} : { origin: first * cellMinutes }) };
  }

  /** Makes room for the values of a batch. */
  #widen(target: Float64Array, prediction: Float64Array): void {
    let lowest = this.#lowest, highest = this.#highest;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], predicted = prediction[row];
      if (!Number.isFinite(predicted - actual)) continue;
      lowest = Math.min(lowest, actual, predicted);
      highest = Math.max(highest, actual, predicted);
    }
    if (lowest > highest || (lowest === this.#lowest && highest === this.#highest)) return;
    [this.#lowest, this.#highest] = [lowest, highest];
    const size = Math.max(Math.abs(lowest), Math.abs(highest), Number.MIN_VALUE / LEAST_SHARE);
    let cell = 2 **
      Math.floor(Math.log2(Math.max(size * LEAST_SHARE, highest / FINE_CELLS - lowest / FINE_CELLS)));
    while (cellOf(highest, cell) - cellOf(lowest, cell) >= FINE_CELLS) cell *= 2;
    const first = cellOf(lowest, cell);
    const fits = first >= this.#first && cellOf(highest, cell) < this.#first + FINE_CELLS;
    if (cell !== this.#cell || !fits) this.#move(cell, first);
  }

  #move(cell: number, first: number): void {
    const moved = new Float64Array(FINE_CELLS * FINE_CELLS), joined = cell / this.#cell;
    addCells(this.#counts, moved, FINE_CELLS, (old) => cellOf(this.#first + old, joined) - first);
    [this.#counts, this.#cell, this.#first] = [moved, cell, first];
  }

  /** How many cells a chart joins, a power of 2, and where it begins, in cells of its own. */
  #view(): { first: number; joined: number } {
    const values = new Float64Array(FINE_CELLS);
    for (let i = 0; i < this.#counts.length; i++) {
      const rows = this.#counts[i];
      if (rows === 0) continue;
      values[Math.floor(i / FINE_CELLS)] += rows;
      values[i % FINE_CELLS] += rows;
    }
    const beyond = OUTSIDE * values.reduce((sum, rows) => sum + rows, 0);
    let low = 0, high = FINE_CELLS - 1, below = values[low], above = values[high];
    while (low < high && below <= beyond) below += values[++low];
    while (high > low && above <= beyond) above += values[--high];
    let joined = 1;
    const joinedCellOf = (fine: number) => cellOf(this.#first + fine, joined);
    while (joinedCellOf(high) - joinedCellOf(low) >= CELLS) joined *= 2;
    return { first: joinedCellOf(low), joined };
  }
}

/** The cell of a value, counted from 0. A negative value is below 0 even where the quotient is too small for a number. */
function cellOf(value: number, cell: number): number {
  const at = Math.floor(value / cell);
  return value < 0 && at === 0 ? -1 : at;
}

/** Adds the counts of a fine grid to another with `side` cells along each side; `placeOf` tells where along a side they go. */
function addCells(
  fine: Float64Array,
  to: Float64Array,
  side: number,
  placeOf: (fine: number) => number,
): void {
  const places = Array.from({ length: FINE_CELLS }, (_, cell) => placeOf(cell));
  for (let i = 0; i < fine.length; i++) {
    const rows = fine[i];
    if (rows > 0) to[places[Math.floor(i / FINE_CELLS)] * side + places[i % FINE_CELLS]] += rows;
  }
}

function inside(cell: number, cells: number): number {
  return Math.min(Math.max(cell, 0), cells - 1);
}
