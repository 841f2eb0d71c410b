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
    for (let row = 0; row < target.length; row++) {
      if (!Number.isFinite(prediction[row] - target[row])) continue;
      this
        .#counts[
          inside(Math.floor(target[row]), CELLS) * CELLS + inside(Math.floor(prediction[row]), CELLS)
        ]++;
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
    const cell = this.#cell, first = this.#first;
    for (let row = 0; row < target.length; row++) {
      if (!Number.isFinite(prediction[row] - target[row])) continue;
      const y = Math.floor(target[row] / cell) - first, x = Math.floor(prediction[row] / cell) - first;
      this.#counts[y * FINE_CELLS + x]++;
    }
  }

  /** The counts of all rows so far, around all but the outermost values. */
  finish(): PredictedGrid {
    const { first, joined } = this.#view();
    const counts = new Float64Array(CELLS * CELLS);
    const cellOf = (fine: number) => inside(Math.floor((this.#first + fine) / joined) - first, CELLS);
    this.#counts.forEach((rows, i) => {
      if (rows > 0) counts[cellOf(Math.floor(i / FINE_CELLS)) * CELLS + cellOf(i % FINE_CELLS)] += rows;
    });
    const cellMinutes = this.#cell * joined || 1;
    return { cellMinutes, side: CELLS, counts, ...(first === 0 ? {} : { origin: first * cellMinutes }) };
  }

  /** Makes room for the values of a batch. */
  #widen(target: Float64Array, prediction: Float64Array): void {
    let lowest = this.#lowest, highest = this.#highest;
    for (let row = 0; row < target.length; row++) {
      if (!Number.isFinite(prediction[row] - target[row])) continue;
      lowest = Math.min(lowest, target[row], prediction[row]);
      highest = Math.max(highest, target[row], prediction[row]);
    }
    if (lowest > highest || (lowest === this.#lowest && highest === this.#highest)) return;
    [this.#lowest, this.#highest] = [lowest, highest];
    const size = Math.max(Math.abs(lowest), Math.abs(highest), Number.MIN_VALUE / LEAST_SHARE);
    let cell = 2 **
      Math.floor(Math.log2(Math.max(size * LEAST_SHARE, highest / FINE_CELLS - lowest / FINE_CELLS)));
    while (Math.floor(highest / cell) - Math.floor(lowest / cell) >= FINE_CELLS) cell *= 2;
    this.#move(cell, Math.floor(lowest / cell));
  }

  #move(cell: number, first: number): void {
    const moved = new Float64Array(FINE_CELLS * FINE_CELLS), joined = cell / this.#cell;
    const cellOf = (old: number) => Math.floor((this.#first + old) / joined) - first;
    this.#counts.forEach((rows, i) => {
      if (rows > 0) moved[cellOf(Math.floor(i / FINE_CELLS)) * FINE_CELLS + cellOf(i % FINE_CELLS)] += rows;
    });
    [this.#counts, this.#cell, this.#first] = [moved, cell, first];
  }

  /** How many cells a chart joins, a power of 2, and where it begins, in cells of its own. */
  #view(): { first: number; joined: number } {
    const values = new Float64Array(FINE_CELLS);
    this.#counts.forEach((rows, i) => {
      values[Math.floor(i / FINE_CELLS)] += rows;
      values[i % FINE_CELLS] += rows;
    });
    const beyond = OUTSIDE * values.reduce((sum, rows) => sum + rows, 0);
    let low = 0, high = FINE_CELLS - 1, below = values[low], above = values[high];
    while (low < high && below <= beyond) below += values[++low];
    while (high > low && above <= beyond) above += values[--high];
    let joined = 1;
    const cellOf = (fine: number) => Math.floor((this.#first + fine) / joined);
    while (cellOf(high) - cellOf(low) >= CELLS) joined *= 2;
    return { first: cellOf(low), joined };
  }
}

function inside(cell: number, cells: number): number {
  return Math.min(Math.max(cell, 0), cells - 1);
}
