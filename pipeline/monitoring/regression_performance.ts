import { expectSameRows, RegressionMetricsAccumulator } from "../models/regression_metrics.ts";
import type { CodeArray } from "./categorical_distribution.ts";
import type { RegressionPerformance, Segment } from "./monitoring_result.ts";
import { NumericDistributionBuilder } from "./numeric_distribution.ts";

/** Errors are counted to a tenth of a minute: finer than any chart, and some thousand values at most. */
const ERROR_STEPS_PER_MINUTE = 10;

/** Cells of predicted against actual; cleaned trips take up to an hour, whatever is longer counts in the last cell. */
const CELL_MINUTES = 1;
const CELLS_PER_SIDE = 60;

/** A way of cutting rows into segments, such as `pickup_hour`. */
export interface SegmentCut {
  /** Key of its segments and of its codes in a batch. */
  readonly name: string;
  /** In natural order; a row's code is an index into them. */
  readonly labels: readonly string[];
}

/** Rows with target and prediction in minutes, and by name of a cut the code of each row's segment. */
export interface PredictedBatch {
  /** What the trips took, minutes. */
  readonly target: Float64Array;
  /** What was predicted, minutes. */
  readonly prediction: Float64Array;
  /** A code without a label leaves its row out of that cut. */
  readonly codes?: Readonly<Record<string, CodeArray>>;
}

/** Sums of one cut, by code. */
interface SegmentSums {
  readonly rows: Float64Array;
  readonly errors: Float64Array;
  readonly absolute: Float64Array;
}

/** Adds up {@linkcode RegressionPerformance} batch by batch, in bounded memory. */
export class RegressionPerformanceAccumulator {
  readonly #metrics = new RegressionMetricsAccumulator();
  readonly #errors = new NumericDistributionBuilder(ERROR_STEPS_PER_MINUTE);
  readonly #cells = new Float64Array(CELLS_PER_SIDE * CELLS_PER_SIDE);
  readonly #cuts: readonly (SegmentCut & { readonly sums: SegmentSums })[];

  /** Begins without rows. */
  constructor(cuts: readonly SegmentCut[] = []) {
    this.#cuts = cuts.map((cut) => ({ ...cut, sums: emptySums(cut.labels.length) }));
  }

  /** Adds one batch; rows without a finite target or prediction are left out, a cut without codes stays as it is. */
  add(batch: PredictedBatch): void {
    const { target, prediction } = batch;
    expectSameRows(target, prediction);
    this.#metrics.add(target, prediction);
    const errors = prediction.map((value, row) => value - target[row]);
    this.#errors.add(errors);
    for (let row = 0; row < errors.length; row++) {
      if (Number.isFinite(errors[row])) {
        this.#cells[cell(target[row]) * CELLS_PER_SIDE + cell(prediction[row])]++;
      }
    }
    for (const { name, sums } of this.#cuts) {
      const codes = batch.codes?.[name];
      if (codes !== undefined) addSums(sums, errors, codes);
    }
  }

  /** The performance on all rows so far. */
  finish(): RegressionPerformance {
    return {
      metrics: this.#metrics.metrics(),
      errors: this.#errors.finish(),
      segments: Object.fromEntries(this.#cuts.map((cut) => [cut.name, segments(cut.labels, cut.sums)])),
      predictedAgainstActual: {
        cellMinutes: CELL_MINUTES,
        side: CELLS_PER_SIDE,
        counts: this.#cells.slice(),
      },
    };
  }
}

function cell(minutes: number): number {
  return Math.min(Math.max(Math.floor(minutes / CELL_MINUTES), 0), CELLS_PER_SIDE - 1);
}

function emptySums(labels: number): SegmentSums {
  return {
    rows: new Float64Array(labels),
    errors: new Float64Array(labels),
    absolute: new Float64Array(labels),
  };
}

function addSums(sums: SegmentSums, errors: Float64Array, codes: CodeArray): void {
  for (let row = 0; row < errors.length; row++) {
    const code = codes[row];
    if (!Number.isFinite(errors[row]) || !(code >= 0 && code < sums.rows.length)) continue;
    sums.rows[code]++;
    sums.errors[code] += errors[row];
    sums.absolute[code] += Math.abs(errors[row]);
  }
}

/** Segments that have rows. */
function segments(labels: readonly string[], sums: SegmentSums): Segment[] {
  return labels.flatMap((label, code) => {
    const rows = sums.rows[code];
    return rows === 0 ? [] : [{ label, rows, me: sums.errors[code] / rows, mae: sums.absolute[code] / rows }];
  });
}
