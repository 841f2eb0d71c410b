import type { Column } from "../engines/column_batch.ts";
import type { RegressionPerformance } from "./monitoring_result.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import { TableCuts } from "./table_cuts.ts";

/** Rows of any table with target and prediction. */
export interface PredictedTable {
  /** What really happened, NaN for a row without. */
  readonly target: Float64Array;
  /** What was predicted, NaN for a row without. */
  readonly prediction: Float64Array;
  /** When each row was, microseconds since 1970; NaN for a row without a time. */
  readonly time?: Float64Array;
  /** The columns by which rows are cut into segments, by name. */
  readonly columns: Readonly<Record<string, Column>>;
}

/** Adds up how well the rows of any table were predicted, errors exactly and by segments of its columns. */
export class TablePerformance {
  readonly #performance = new RegressionPerformanceAccumulator([], { exact: true });
  readonly #cuts: TableCuts;

  /**
   * Begins without rows.
   *
   * @param columns to cut by: the features and the prediction, not the target, whose extremes no model meets
   */
  constructor(columns: readonly (readonly [name: string, type: Column["type"]])[]) {
    this.#cuts = new TableCuts(columns);
  }

  /** Adds one batch; rows without a finite target or prediction are left out. */
  add({ target, prediction, time, columns }: PredictedTable): void {
    this.#cuts.add(columns, this.#performance.add({ target, prediction, time }));
  }

  /**
   * The performance on all rows so far; undefined without any.
   *
   * @param like that of the other window, so that both have the same bands of numbers
   */
  finish(like?: RegressionPerformance): RegressionPerformance | undefined {
    const performance = this.#performance.finish();
    if (performance.metrics.rows === 0) return undefined;
    return { ...performance, ...this.#cuts.finish(like?.bandCuts) };
  }
}
