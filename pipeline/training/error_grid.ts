/** Predictions are counted to half a minute up to an hour, which no cleaned trip takes longer than. */
const CELLS_PER_MINUTE = 2, PREDICTION_CELLS = 120;

/** Errors, actual less predicted, are counted to a twentieth of a minute within an hour on either side. */
const STEPS_PER_MINUTE = 20, MOST_ERROR = 60;

/** Cells of errors. */
export const ERROR_CELLS: number = 2 * MOST_ERROR * STEPS_PER_MINUTE;

/** Trips by prediction and error, minutes, in two halves: counts in memory that does not grow with the trips. */
export class ErrorGrid {
  readonly #halves = [0, 1].map(() => new Uint32Array(PREDICTION_CELLS * ERROR_CELLS));

  /** Counts one trip in half 0 or 1. */
  add(half: number, prediction: number, actual: number): void {
    const row = within(prediction * CELLS_PER_MINUTE, PREDICTION_CELLS);
    const column = within((actual - prediction + MOST_ERROR) * STEPS_PER_MINUTE, ERROR_CELLS);
    this.#halves[half][row * ERROR_CELLS + column]++;
  }

  /** Takes the trips of another grid in. */
  merge(other: ErrorGrid): void {
    this.#halves.forEach((half, at) => {
      const more = other.#halves[at];
      for (let cell = 0; cell < half.length; cell++) half[cell] += more[cell];
    });
  }

  /** Trips of both halves by cell of their prediction. */
  rowsByPrediction(): number[] {
    return Array.from({ length: PREDICTION_CELLS }, (_, cell) => {
      let rows = 0;
      for (const half of this.#halves) {
        for (let at = cell * ERROR_CELLS; at < (cell + 1) * ERROR_CELLS; at++) rows += half[at];
      }
      return rows;
    });
  }

  /** Trips of each half by cell of their error, of predictions in the cells `from` to before `to`. */
  rowsByError(from: number, to: number): Uint32Array[] {
    return this.#halves.map((half) => {
      const rows = new Uint32Array(ERROR_CELLS);
      for (let cell = from; cell < to; cell++) {
        for (let at = 0; at < ERROR_CELLS; at++) rows[at] += half[cell * ERROR_CELLS + at];
      }
      return rows;
    });
  }
}

/** The predicted minutes at which a cell of predictions begins. */
export function predictionAt(cell: number): number {
  return cell / CELLS_PER_MINUTE;
}

/** The error in minutes at which a cell of errors begins. */
export function errorAt(cell: number): number {
  return (cell - MOST_ERROR * STEPS_PER_MINUTE) / STEPS_PER_MINUTE;
}

function within(position: number, cells: number): number {
  return Math.min(Math.max(Math.floor(position), 0), cells - 1);
}
