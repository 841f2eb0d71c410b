import type { RegressionMetrics } from "../pipeline/models/regression_metrics.ts";
import type { RegressionPerformance } from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatCount, formatNumber } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A row of the metrics table; `unit` is the target's unless told. */
interface MetricRow {
  readonly key: Exclude<keyof RegressionMetrics, "rows">;
  readonly short: string;
  readonly long: string;
  readonly unit?: string;
}

const METRICS: readonly MetricRow[] = [
  { key: "mae", short: "MAE", long: "mean absolute error" },
  { key: "rmse", short: "RMSE", long: "root mean squared error" },
  { key: "me", short: "mean error", long: "positive when predictions are too high" },
  { key: "mape", short: "MAPE", long: "mean absolute error relative to the actual value", unit: "%" },
  { key: "r2", short: "R²", long: "share of the variance of the actual values that is explained", unit: "" },
  { key: "max_error", short: "largest error", long: "largest absolute error" },
];

/** Every regression metric of both windows side by side, with 95 % confidence and beside the best constant. */
export function metricsTable(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): SafeHtml {
  const dummy = current?.dummy ?? reference?.dummy;
  return html`
    <table class="small wide metrics">
      <caption>Error, prediction minus actual, with 95% confidence</caption>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">metric</span></th>
          <th scope="col" class="in-reference">reference</th>
          <th scope="col" class="in-current">current</th>
          <th scope="col">change</th>
          ${dummy !== undefined && html`
            <th scope="col"><abbr title="what the best constant prediction comes to">no model</abbr></th>
          `}
        </tr>
      </thead>
      <tbody>
        ${METRICS.map(({ key, short, long, unit = words.unit }) =>
          html`
            <tr>
              <th scope="row">${short}${unit === ""
                ? ""
                : `, ${unit}`} <span class="quiet">${long}</span></th>
              <td>${metricCell(reference, key)}</td>
              <td>${metricCell(current, key)}</td>
              <td>${formatChange((current?.metrics[key] ?? NaN) - (reference?.metrics[key] ?? NaN))}</td>
              ${dummy !== undefined && html`
                <td>${Object.hasOwn(dummy, key) ? formatNumber(dummy[key as keyof typeof dummy]) : ""}</td>
              `}
            </tr>
          `
        )}
        <tr>
          <th scope="row">${words.row}s with actual</th>
          <td>${formatCount(reference?.metrics.rows ?? NaN)}</td>
          <td>${formatCount(current?.metrics.rows ?? NaN)}</td>
          <td></td>
          ${dummy !== undefined && html`
            <td></td>
          `}
        </tr>
      </tbody>
    </table>
  `;
}

function metricCell(performance: RegressionPerformance | undefined, key: MetricRow["key"]): SafeHtml {
  const interval = performance?.confidence?.[key];
  return html`
    ${formatNumber(performance?.metrics[key] ?? NaN)}${interval !== undefined && html`
      <span class="quiet confidence">${formatNumber(interval.low)} to ${formatNumber(interval.high)}</span>
    `}
  `;
}
