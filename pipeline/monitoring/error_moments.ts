import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type { ConfidenceInterval, EvidentlyPercentages, RegressionPerformance } from "./monitoring_result.ts";
import { studentQuantile } from "./quantiles.ts";

/** What Evidently divides by where a target is 0 or less: the machine epsilon. */
const EPSILON = Number.EPSILON;

/** Share of windows whose interval should hold the true value of a metric. */
const LEVEL = 0.95;

/**
 * Adds up the moments of errors, absolute errors, percentages and targets that their spread and the confidence of metrics need,
 * in constant memory. Errors are prediction minus target; sums are of distances from the first row's values, so that large means
 * cost no digits.
 */
export class ErrorMoments {
  #rows = 0;
  #firstError = 0;
  #firstTarget = 0;
  /** Sums of error and absolute error, from those of the first row, and of their squares. */
  #e = 0;
  #e2 = 0;
  #a = 0;
  #a2 = 0;
  /** Sums of the squared and the fourth power of the error itself. */
  #s = 0;
  #s2 = 0;
  /** Sums of the powers of the target, from that of the first row, and of their products with the squared error. */
  #t = 0;
  #t2 = 0;
  #t3 = 0;
  #t4 = 0;
  #st = 0;
  #st2 = 0;
  /** Absolute error over target, of the positive targets; absolute error over target's size, of the negative ones. */
  #positive = new Moments();
  #negative = new Moments();
  /** Absolute error of the negative targets, which Evidently divides by its epsilon. */
  #divided = new Moments();

  /** Adds one batch; rows without a finite target or prediction are left out. */
  add(target: Float64Array, prediction: Float64Array): void {
    if (this.#rows === 0) this.#begin(target, prediction);
    const firstError = this.#firstError, firstSize = Math.abs(firstError), firstTarget = this.#firstTarget;
    let rows = 0, e = 0, e2 = 0, a = 0, a2 = 0, s = 0, s2 = 0, t = 0, t2 = 0, t3 = 0, t4 = 0, st = 0, st2 = 0;
    for (let row = 0; row < target.length; row++) {
      const error = prediction[row] - target[row];
      if (!Number.isFinite(error)) continue;
      rows++;
      const size = Math.abs(error), squared = error * error;
      const fromError = error - firstError, fromSize = size - firstSize;
      const fromTarget = target[row] - firstTarget, apart = fromTarget * fromTarget;
      e += fromError;
      e2 += fromError * fromError;
      a += fromSize;
      a2 += fromSize * fromSize;
      s += squared;
      s2 += squared * squared;
      t += fromTarget;
      t2 += apart;
      t3 += apart * fromTarget;
      t4 += apart * apart;
      st += squared * fromTarget;
      st2 += squared * apart;
    }
    this.#rows += rows;
    this.#e += e;
    this.#e2 += e2;
    this.#a += a;
    this.#a2 += a2;
    this.#s += s;
    this.#s2 += s2;
    this.#t += t;
    this.#t2 += t2;
    this.#t3 += t3;
    this.#t4 += t4;
    this.#st += st;
    this.#st2 += st2;
    this.#addPercentages(target, prediction);
  }

  /** Standard deviations (n - 1) of the error, its size and its percentage; NaN below two rows. */
  spread(): NonNullable<RegressionPerformance["spread"]> {
    return {
      me: deviation(this.#rows, this.#e, this.#e2),
      mae: deviation(this.#rows, this.#a, this.#a2),
      mape: 100 * this.#percentages().deviation(),
    };
  }

  /**
   * 95 % confidence intervals of the metrics of these rows, as if each row had been drawn by itself. Means have Student's; MSE,
   * RMSE and the unexplained share 1 - R2 have the delta method's on a logarithmic scale, where they are nearly normal. The
   * greatest error has none: no sample tells how far the next one is off. Empty below two rows.
   */
  confidence(
    { me, mae, mape, mse, rmse, r2 }: RegressionMetrics,
  ): NonNullable<RegressionPerformance["confidence"]> {
    const rows = this.#rows;
    if (rows < 2) return {};
    const { me: ofError, mae: ofSize, mape: ofPercentage } = this.spread();
    const withPercentage = this.#percentages().rows;
    const squared = scaled(mse, this.#standardErrorOfMse(mse), rows);
    const unexplained = scaled(1 - r2, this.#standardErrorOfR2(1 - r2), rows);
    return finiteOnly({
      me: around(me, ofError / Math.sqrt(rows), rows),
      mae: around(mae, ofSize / Math.sqrt(rows), rows),
      mape: around(mape, ofPercentage / Math.sqrt(withPercentage), withPercentage),
      mse: squared,
      rmse: rmse === 0 ? { low: 0, high: 0 } : { low: Math.sqrt(squared.low), high: Math.sqrt(squared.high) },
      r2: { low: 1 - unexplained.high, high: 1 - unexplained.low },
    });
  }

  /**
   * Percentages by Evidently's rules (its `regression_quality.py`): divided by the target, by its epsilon where the target is
   * below; a target next to 0 counts as 1 in current and is left out of the reference. Its deviation is a share, no percentage.
   */
  evidently(): Pick<EvidentlyPercentages, "current" | "reference"> {
    const divided = this.#positive.joined(this.#divided.times(1 / EPSILON));
    const nearZero = this.#rows - divided.rows;
    const replaced = divided.times(1);
    replaced.add(nearZero, nearZero, nearZero); // each is 1, and so is its square
    return {
      current: { mape: 100 * replaced.mean(), spread: replaced.deviation() },
      reference: { mape: 100 * divided.mean(), spread: divided.deviation() },
    };
  }

  #begin(target: Float64Array, prediction: Float64Array): void {
    const first = target.findIndex((value, row) => Number.isFinite(prediction[row] - value));
    if (first < 0) return;
    this.#firstError = prediction[first] - target[first];
    this.#firstTarget = target[first];
  }

  #addPercentages(target: Float64Array, prediction: Float64Array): void {
    let positive = 0, sum = 0, squares = 0;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], size = Math.abs(prediction[row] - actual);
      if (!Number.isFinite(size)) continue;
      if (actual > EPSILON) {
        const share = size / actual;
        positive++;
        sum += share;
        squares += share * share;
      } else if (actual < -EPSILON) {
        this.#negative.add(1, size / -actual, (size / actual) ** 2);
        this.#divided.add(1, size, size * size);
      }
    }
    this.#positive.add(positive, sum, squares);
  }

  #percentages(): Moments {
    return this.#positive.joined(this.#negative);
  }

  #standardErrorOfMse(mse: number): number {
    return Math.sqrt(Math.max(0, this.#s2 / this.#rows - mse * mse) / (this.#rows - 1));
  }

  /** Of squared errors over squared distances of the target from its mean, by the delta method for a ratio of means. */
  #standardErrorOfR2(ratio: number): number {
    const n = this.#rows, mean = this.#t / n;
    const m2 = this.#t2 / n, m3 = this.#t3 / n, m4 = this.#t4 / n;
    const variance = m2 - mean ** 2;
    const fourth = m4 - 4 * mean * m3 + 6 * mean ** 2 * m2 - 3 * mean ** 4;
    const product = (this.#st2 - 2 * mean * this.#st + mean ** 2 * this.#s) / n;
    const spread = this.#s2 / n - 2 * ratio * product + ratio ** 2 * fourth;
    return Math.sqrt(Math.max(0, spread) / (n - 1)) / variance;
  }
}

/**
 * Rows, sum and sum of squares of some numbers of about the size of their spread. What each addition to the sum rounds away is
 * kept beside it (A. Neumaier's summation, 1974): Evidently's percentages of negative targets are told with all digits of 1e17.
 */
class Moments {
  rows = 0;
  #sum = 0;
  #lost = 0;
  #squares = 0;

  add(rows: number, sum: number, squares: number): void {
    const next = this.#sum + sum;
    this.#lost += Math.abs(this.#sum) >= Math.abs(sum) ? (this.#sum - next) + sum : (sum - next) + this.#sum;
    this.#sum = next;
    this.rows += rows;
    this.#squares += squares;
  }

  /** Those of the numbers multiplied by `factor`. */
  times(factor: number): Moments {
    const moments = new Moments();
    moments.add(this.rows, this.#total() * factor, this.#squares * factor * factor);
    return moments;
  }

  /** Those of both together. */
  joined(others: Moments): Moments {
    const moments = new Moments();
    moments.add(this.rows + others.rows, this.#total() + others.#total(), this.#squares + others.#squares);
    return moments;
  }

  mean(): number {
    return this.#total() / this.rows;
  }

  deviation(): number {
    return deviation(this.rows, this.#total(), this.#squares);
  }

  #total(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}

function deviation(rows: number, sum: number, squares: number): number {
  if (rows < 2) return NaN;
  return Math.sqrt(Math.max(0, squares - (sum * sum) / rows) / (rows - 1));
}

function around(value: number, standardError: number, rows: number): ConfidenceInterval {
  const reach = rows < 2 ? NaN : studentQuantile((1 + LEVEL) / 2, rows - 1) * standardError;
  return { low: value - reach, high: value + reach };
}

/** Around a positive value on a logarithmic scale; 0 is taken as known. */
function scaled(value: number, standardError: number, rows: number): ConfidenceInterval {
  if (value === 0) return { low: 0, high: 0 };
  const factor = Math.exp(studentQuantile((1 + LEVEL) / 2, rows - 1) * standardError / value);
  return { low: value / factor, high: value * factor };
}

function finiteOnly<Name extends string>(
  intervals: Readonly<Record<Name, ConfidenceInterval>>,
): Partial<Record<Name, ConfidenceInterval>> {
  const finite = Object.entries<ConfidenceInterval>(intervals)
    .filter(([, { low, high }]) => Number.isFinite(low) && Number.isFinite(high));
  return Object.fromEntries(finite) as Partial<Record<Name, ConfidenceInterval>>;
}
