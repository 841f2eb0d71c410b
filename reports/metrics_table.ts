import type { RegressionMetrics } from "../pipeline/models/regression_metrics.ts";
import { formatChange, formatCount, formatNumber } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";

/** Rows of the metrics table: the short name, what it stands for, the unit. */
const METRICS:
  readonly (readonly [key: keyof RegressionMetrics, short: string, long: string, unit: string])[] = [
    ["mae", "MAE", "mean absolute error", "min"],
    ["rmse", "RMSE", "root mean squared error", "min"],
    ["me", "mean error", "positive when predictions are too long", "min"],
    ["mape", "MAPE", "mean absolute error relative to the actual duration", "%"],
    ["r2", "R²", "share of the variance of durations that is explained", ""],
    ["max_error", "largest error", "largest absolute error", "min"],
  ];

/** Every regression metric of both windows side by side. */
export function metricsTable(
  reference: RegressionMetrics | undefined,
  current: RegressionMetrics | undefined,
): SafeHtml {
  const say = (metrics: RegressionMetrics | undefined, key: keyof RegressionMetrics) =>
    formatNumber(metrics?.[key] ?? NaN);
  return html`
    <table class="small">
      <caption>Error, prediction minus actual</caption>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">metric</span></th>
          <th scope="col" class="in-reference">reference</th>
          <th scope="col" class="in-current">current</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        ${METRICS.map(([key, short, long, unit]) =>
          html`
            <tr>
              <th scope="row"><abbr title="${long}">${short}</abbr>${unit === "" ? "" : `, ${unit}`}</th>
              <td>${say(reference, key)}</td>
              <td>${say(current, key)}</td>
              <td>${formatChange((current?.[key] ?? NaN) - (reference?.[key] ?? NaN))}</td>
            </tr>
          `
        )}
        <tr>
          <th scope="row">trips with actual</th>
          <td>${formatCount(reference?.rows ?? NaN)}</td>
          <td>${formatCount(current?.rows ?? NaN)}</td>
          <td></td>
        </tr>
      </tbody>
    </table>
  `;
}
