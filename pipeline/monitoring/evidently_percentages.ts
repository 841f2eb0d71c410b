import type { RegressionPerformance } from "./monitoring_result.ts";

/**
 * A performance with the percentages of Evidently in place of ours, for parity mode. Its spread of percentages is a share where
 * ours is in percent. What was read from a model file keeps ours: such a file holds no others.
 *
 * @param side which window it is, because Evidently has other rules for the other one
 */
export function withEvidentlyPercentages(
  performance: RegressionPerformance,
  side: "reference" | "current",
): RegressionPerformance {
  const { metrics, spread, dummy, evidently } = performance;
  if (evidently === undefined) return performance;
  const { mape, spread: ofMape } = evidently[side];
  return {
    ...performance,
    metrics: { ...metrics, mape },
    ...(spread === undefined ? {} : { spread: { ...spread, mape: ofMape } }),
    ...(dummy === undefined ? {} : { dummy: { ...dummy, mape: evidently.dummy } }),
  };
}
