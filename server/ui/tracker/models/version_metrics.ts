import type { RunValues } from "../../../../tracking/run_values.ts";
import { metricDirection } from "../compare/metric_direction.ts";

/** At most so many metrics stand beside the versions of a model. */
const MOST = 4;

/**
 * Which metrics tell the versions of a model apart best: those that most of their runs have, and of these the ones of which it
 * is known what is better.
 */
export function chooseVersionMetrics(runs: readonly Pick<RunValues, "metrics">[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of runs) {
    for (const key of metrics.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const weight = ([key, count]: [string, number]) => count * (metricDirection(key) === undefined ? 1 : 2);
  return [...counts].sort((a, b) => weight(b) - weight(a) || (a[0] < b[0] ? -1 : 1)).slice(0, MOST).map((
    [key],
  ) => key);
}
