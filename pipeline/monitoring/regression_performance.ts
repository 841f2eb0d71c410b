import type { PredictedIntervals } from "../models/predicted_intervals.ts";
import { expectSameRows, RegressionMetricsAccumulator } from "../models/regression_metrics.ts";
import type { CodeArray } from "./categorical_distribution.ts";
import { dummyMetrics, evidentlyDummyMape } from "./dummy_metrics.ts";
import { errorGroups } from "./error_groups.ts";
import { ErrorInTime } from "./error_in_time.ts";
import { ErrorMoments } from "./error_moments.ts";
import { errorNormality } from "./error_normality.ts";
import { IntervalCoverage } from "./interval_coverage.ts";
import type { RegressionPerformance } from "./monitoring_result.ts";
import { NumericDistributionBuilder } from "./numeric_distribution.ts";
import { GrowingGrid, MinuteGrid } from "./predicted_grid.ts";
import { type SegmentCut, SegmentSums } from "./segment_sums.ts";

/** Errors are counted to a tenth of a minute: finer than any chart, and some thousand values at most. */
const ERROR_STEPS_PER_MINUTE = 10;

/** Targets are counted to the second. */
const TARGET_STEPS_PER_MINUTE = 60;

/** How exactly values are counted. */
export interface PerformanceOptions {
  /** Whether errors and targets are of any scale, and kept as they are: not minutes, counted in steps. */
  readonly exact?: boolean;
}

/** Rows with target and prediction in minutes, and by name of a cut the code of each row's segment. */
export interface PredictedBatch {
  /** What the trips took, minutes. */
  readonly target: Float64Array;
  /** What was predicted, minutes. */
  readonly prediction: Float64Array;
  /** A code without a label leaves its row out of that cut. */
  readonly codes?: Readonly<Record<string, CodeArray>>;
  /** When each row was, microseconds since 1970; NaN for a row without a time. */
  readonly time?: Float64Array;
  /** Prediction intervals, where the model gives them. */
  readonly interval?: PredictedIntervals;
}

/** Adds up {@linkcode RegressionPerformance} batch by batch, in bounded memory. */
export class RegressionPerformanceAccumulator {
  readonly #metrics = new RegressionMetricsAccumulator();
  readonly #moments = new ErrorMoments();
  readonly #errors: NumericDistributionBuilder;
  readonly #targets: NumericDistributionBuilder;
  readonly #grid: MinuteGrid | GrowingGrid;
  readonly #cuts: readonly SegmentSums[];
  readonly #inTime = new ErrorInTime();
  readonly #intervals = new IntervalCoverage();
  #errorBuffer = new Float64Array(0);
  #targetBuffer = new Float64Array(0);

  /** Begins without rows. */
  constructor(cuts: readonly SegmentCut[] = [], { exact = false }: PerformanceOptions = {}) {
    this.#errors = new NumericDistributionBuilder(exact ? 0 : ERROR_STEPS_PER_MINUTE);
    this.#targets = new NumericDistributionBuilder(exact ? 0 : TARGET_STEPS_PER_MINUTE);
    this.#grid = exact ? new GrowingGrid() : new MinuteGrid();
    this.#cuts = cuts.map((cut) => new SegmentSums(cut));
  }

  /**
   * Adds one batch; rows without a finite target or prediction are left out, a cut without codes stays as it is.
   *
   * @returns the error of each row, NaN for a row without, until the next batch
   */
  add({ target, prediction, codes, time, interval }: PredictedBatch): Float64Array {
    expectSameRows(target, prediction);
    this.#metrics.add(target, prediction);
    this.#moments.add(target, prediction);
    const { errors, measured } = this.#errorsOf(target, prediction);
    this.#grid.add(target, prediction);
    this.#errors.add(errors);
    this.#targets.add(measured);
    for (const sums of this.#cuts) {
      const ofCut = codes?.[sums.name];
      if (ofCut !== undefined) sums.add(ofCut, errors);
    }
    if (time !== undefined) this.#inTime.add(time, errors);
    if (interval !== undefined) this.#intervals.add(target, prediction, interval);
    return errors;
  }

  /** The performance on all rows so far. */
  finish(): RegressionPerformance {
    const metrics = this.#metrics.metrics();
    const errors = this.#errors.finish(), targets = this.#targets.finish();
    const overTime = this.#inTime.finish();
    return {
      metrics,
      errors,
      segments: Object.fromEntries(this.#cuts.map((sums) => [sums.name, sums.segments()])),
      predictedAgainstActual: this.#grid.finish(),
      ...(metrics.rows === 0 ? {} : {
        spread: this.#moments.spread(),
        confidence: this.#moments.confidence(metrics),
        evidently: { ...this.#moments.evidently(), dummy: evidentlyDummyMape(targets) },
      }),
      ...definedOnly({
        dummy: dummyMetrics(targets),
        normality: errorNormality(errors),
        groups: errorGroups(errors),
        overTime: overTime.length > 0 ? overTime : undefined,
        intervals: this.#intervals.finish(),
      }),
    };
  }

  /** Errors and the targets that have one, in buffers that the next batch takes again. */
  #errorsOf(target: Float64Array, prediction: Float64Array): Record<"errors" | "measured", Float64Array> {
    if (this.#errorBuffer.length < target.length) {
      this.#errorBuffer = new Float64Array(target.length);
      this.#targetBuffer = new Float64Array(target.length);
    }
    const errors = this.#errorBuffer.subarray(0, target.length);
    const measured = this.#targetBuffer.subarray(0, target.length);
    for (let row = 0; row < errors.length; row++) {
      const actual = target[row], error = prediction[row] - actual, known = Number.isFinite(error);
      errors[row] = known ? error : NaN;
      measured[row] = known ? actual : NaN;
    }
    return { errors, measured };
  }
}

function definedOnly<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Fields
  >;
}
