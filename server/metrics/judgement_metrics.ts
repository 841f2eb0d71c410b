import type { Judgement } from "../../tracking/judgement.ts";
import { type MetricValue, registerValues } from "./hot_metrics.ts";
import { METRICS } from "./metric_declarations.ts";
import type { MetricRegistry } from "./prom_client.ts";

/** Of the judged predictions whose actual duration is known. */
const ERRORS = ["me", "mae", "rmse"] as const;
const VERDICTS = ["ok", "warning", "alert"] as const;
/** A model has five columns today; a file that names thousands must not fill anybody's Prometheus. */
const MAX_COLUMNS = 50;
const MILLISECONDS_PER_SECOND = 1000;

/**
 * Adds what the last judgement of the served trips said; nothing of it is told where there was none.
 *
 * @param judgement asked at each scrape
 */
export function addJudgementMetrics(registry: MetricRegistry, judgement: () => Judgement | undefined): void {
  const gauge = (
    declaration: typeof METRICS[keyof typeof METRICS],
    values: (judgement: Judgement) => readonly MetricValue[],
  ) =>
    registerValues(registry, declaration, () => {
      const last = judgement();
      return last === undefined ? [] : [...values(last)];
    });
  const columns = (last: Judgement) => last.columns.slice(0, MAX_COLUMNS);
  gauge(
    METRICS.driftScore,
    (last) =>
      columns(last).flatMap(({ name: column, method, score: value }) =>
        value === null ? [] : [{ labels: { column, method }, value }]
      ),
  );
  gauge(
    METRICS.driftThreshold,
    (last) =>
      columns(last).map(({ name: column, method, threshold: value }) => ({
        labels: { column, method },
        value,
      })),
  );
  gauge(
    METRICS.driftDetected,
    (last) =>
      columns(last).map(({ name: column, drifted }) => ({ labels: { column }, value: Number(drifted) })),
  );
  gauge(METRICS.driftShare, ({ driftedShare: value }) => value === null ? [] : [{ labels: {}, value }]);
  gauge(
    METRICS.monitorVerdict,
    (last) => VERDICTS.map((verdict) => ({ labels: { verdict }, value: Number(verdict === last.verdict) })),
  );
  gauge(METRICS.monitorRows, ({ rows: value }) => [{ labels: {}, value }]);
  gauge(METRICS.monitorTime, ({ judgedAt }) => [
    { labels: {}, value: judgedAt / MILLISECONDS_PER_SECOND },
  ]);
  gauge(METRICS.monitorAlert, ({ alert }) => [{ labels: {}, value: Number(alert.since !== null) }]);
  gauge(
    METRICS.monitorError,
    ({ metrics }) =>
      ERRORS.flatMap((metric) => metric in metrics ? [{ labels: { metric }, value: metrics[metric] }] : []),
  );
  gauge(
    METRICS.monitorActuals,
    ({ metrics }) => "rows" in metrics ? [{ labels: {}, value: metrics.rows }] : [],
  );
}
