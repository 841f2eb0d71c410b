import { TaxiError } from "../../lib/errors.ts";

/** How well predictions met their targets, in the target's unit where one applies; error = prediction - target. */
export interface RegressionMetrics {
  /** Rows with a finite target and a finite prediction; all others are left out. Without any, every metric is NaN. */
  readonly rows: number;
  /** Mean error, positive when predictions are too long. */
  readonly me: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Mean absolute error over |target|, percent; rows with target 0 are left out, NaN when there are no others. */
  readonly mape: number;
  /** Mean squared error. */
  readonly mse: number;
  /** Square root of the mean squared error. */
  readonly rmse: number;
  /** Share of the target's variance that is explained: 1 at best, negative when worse than the mean; NaN below 2 rows. */
  readonly r2: number;
  /** Greatest absolute error. */
  readonly max_error: number;
}

/** Adds up {@linkcode RegressionMetrics} batch by batch, in constant memory and without losing digits to large means. */
export class RegressionMetricsAccumulator {
  #rows = 0;
  #errors = 0;
  #absolute = 0;
  #squared = 0;
  #greatest = 0;
  #relative = 0;
  #relativeRows = 0;
  #targetMean = 0;
  /** Sum of squared distances of the targets from their mean. */
  #targetSpread = 0;

  /** Adds one batch; row i of `target` belongs to row i of `prediction`. */
  add(target: Float64Array, prediction: Float64Array): void {
    expectSameRows(target, prediction);
    let rows = 0, targets = 0;
    let errors = this.#errors, absolute = this.#absolute, squared = this.#squared, greatest = this.#greatest;
    let relative = this.#relative, relativeRows = this.#relativeRows;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], error = prediction[row] - actual;
      if (!Number.isFinite(error)) continue;
      rows++;
      targets += actual;
      const distance = Math.abs(error), size = Math.abs(actual);
      errors += error;
      absolute += distance;
      squared += error * error;
      if (distance > greatest) greatest = distance;
      if (size > Number.EPSILON) {
        relative += distance / size;
        relativeRows++;
      }
    }
    [this.#errors, this.#absolute, this.#squared, this.#greatest] = [errors, absolute, squared, greatest];
    [this.#relative, this.#relativeRows] = [relative, relativeRows];
    if (rows > 0) this.#addSpread(target, prediction, rows, targets / rows);
  }

  /** The metrics of all rows so far. */
  metrics(): RegressionMetrics {
    const rows = this.#rows;
    const mse = this.#squared / rows;
    return {
      rows,
      me: this.#errors / rows,
      mae: this.#absolute / rows,
      mape: (100 * this.#relative) / this.#relativeRows,
      mse,
      rmse: Math.sqrt(mse),
      r2: this.#r2(),
      max_error: rows === 0 ? NaN : this.#greatest,
    };
  }

  /** Joins the batch's spread around its own mean to the rest (Chan, Golub and LeVeque, 1979). */
  #addSpread(target: Float64Array, prediction: Float64Array, rows: number, mean: number): void {
    let spread = 0;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], fromMean = actual - mean;
      if (Number.isFinite(prediction[row] - actual)) spread += fromMean * fromMean;
    }
    const apart = mean - this.#targetMean;
    const all = this.#rows + rows;
    this.#targetSpread += spread + (apart * apart * this.#rows * rows) / all;
    this.#targetMean += (apart * rows) / all;
    this.#rows = all;
  }

  /** Targets without spread are explained wholly or not at all, as scikit-learn has it. */
  #r2(): number {
    if (this.#rows < 2) return NaN;
    if (this.#targetSpread === 0) return this.#squared === 0 ? 1 : 0;
    return 1 - this.#squared / this.#targetSpread;
  }
}

/** The metrics of predictions at hand. */
export function regressionMetrics(target: Float64Array, prediction: Float64Array): RegressionMetrics {
  const accumulator = new RegressionMetricsAccumulator();
  accumulator.add(target, prediction);
  return accumulator.metrics();
}

/** Throws a TaxiError unless there are as many predictions as targets. */
export function expectSameRows(target: Float64Array, prediction: Float64Array): void {
  if (target.length === prediction.length) return;
  const found = `${target.length} targets and ${prediction.length} predictions`;
  throw new TaxiError(`Cannot measure errors: found ${found}, expected as many of each`, {
    code: "rows_differ",
  });
}
