import type { RunValues } from "../../../../tracking/run_values.ts";
import { mainMetrics } from "../run/main_metrics.ts";
import { metricDirection } from "./metric_direction.ts";

/** The run that is best by a metric that everybody knows. */
export interface BestRun {
  /** Name of the metric. */
  readonly key: string;
  /** Its place among the runs, from 0. */
  readonly run: number;
  /** What it has there. */
  readonly value: number;
}

/** The best run by the first of the main metrics that two runs have and of which it is known what is better; the first of equals. */
export function bestRun(runs: readonly Pick<RunValues, "metrics">[]): BestRun | undefined {
  for (const key of mainMetrics([...new Set(runs.flatMap(({ metrics }) => [...metrics.keys()]))])) {
    const direction = metricDirection(key);
    if (direction === undefined) continue;
    const found = runs.map(({ metrics }, run) => ({ key, run, value: metrics.get(key) ?? NaN }))
      .filter(({ value }) => Number.isFinite(value))
      .sort((a, b) => direction === "lower" ? a.value - b.value : b.value - a.value);
    if (found.length > 1 && found[0].value !== found.at(-1)!.value) return found[0];
  }
  return undefined;
}
