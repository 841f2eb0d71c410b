import type { PredictedIntervals } from "../models/predicted_intervals.ts";
import type { IntervalTable } from "../models/prediction_interval.ts";
import type { IntervalCalibration } from "./monitoring_result.ts";
import { bandLabels } from "./trip_cuts.ts";

/** Predicted minutes at which a longer band begins. */
const EDGES = [5, 10, 15, 20, 30, 45];

/** Counts how often the truth lies in prediction intervals, ends included, by predicted value. */
export class IntervalCoverage {
  #level = NaN;
  readonly #rows = new Float64Array(EDGES.length + 1);
  readonly #covered = new Float64Array(EDGES.length + 1);
  readonly #widths = new Float64Array(EDGES.length + 1);

  /** Adds one batch; rows without a finite target, prediction or interval are left out. */
  add(target: Float64Array, prediction: Float64Array, { level, lower, upper }: PredictedIntervals): void {
    this.#level = level;
    for (let row = 0; row < target.length; row++) {
      const actual = target[row], width = upper[row] - lower[row];
      if (!Number.isFinite(actual) || !Number.isFinite(prediction[row]) || !Number.isFinite(width)) continue;
      let band = 0;
      while (band < EDGES.length && prediction[row] >= EDGES[band]) band++;
      this.#rows[band]++;
      this.#widths[band] += width;
      if (actual >= lower[row] && actual <= upper[row]) this.#covered[band]++;
    }
  }

  /** The calibration on all rows so far; undefined without any. */
  finish(): IntervalCalibration | undefined {
    const rows = total(this.#rows);
    if (rows === 0) return undefined;
    return {
      nominal: this.#level,
      rows,
      covered: total(this.#covered) / rows,
      width: total(this.#widths) / rows,
      bands: bandLabels(EDGES).flatMap((label, band) => {
        const rows = this.#rows[band];
        return rows === 0
          ? []
          : [{ label, rows, covered: this.#covered[band] / rows, width: this.#widths[band] / rows }];
      }),
    };
  }
}

/**
 * What a table of intervals says of the trips that it was made from: coverage as measured across days, widths as they are where no
 * lower end is cut off at 0. Undefined where there were too few trips to tell.
 */
export function calibrationOf({ level, groups, coverage }: IntervalTable): IntervalCalibration | undefined {
  if (coverage === null) return undefined;
  let rows = 0, widths = 0;
  for (const bin of groups.flatMap(({ bins }) => bins)) {
    rows += bin.rows;
    widths += bin.rows * (bin.upper - bin.lower);
  }
  return { nominal: level, rows, covered: coverage, width: widths / rows, bands: [] };
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
