import type { DriftMethod, MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { methodName } from "./wording.ts";

const METHODS: Readonly<Record<DriftMethod, string>> = {
  wasserstein: "the area between the two cumulative curves, in standard deviations of the reference. " +
    "Drifted at or over the threshold.",
  jensenshannon:
    "the square root of the Jensen–Shannon divergence of the two shares, natural logarithm, 0 to 0.833. " +
    "Drifted at or over the threshold.",
  ks: "the probability of a gap between the cumulative curves at least as wide, had nothing changed. " +
    "Drifted when p is at or under the threshold.",
  chisquare: "the probability of counts at least as far from the reference's shares, had nothing changed. " +
    "Drifted when p is under the threshold.",
  z: "the probability of a difference between the two shares at least as large, had nothing changed. " +
    "Drifted when p is under the threshold.",
};

/** How the figures were made: only the methods that this page used. */
export function methodNotes(result: MonitoringResult): SafeHtml {
  const used = new Set(result.columns.flatMap((column) => "score" in column ? [column.score.method] : []));
  return html`
    <section id="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">Method</h2>
      <dl>
        ${[...used].map((method) =>
          html`
            <dt>${methodName(method)}</dt><dd>${METHODS[method]}</dd>
          `
        )}
        <dt>Severity</dt>
        <dd>
          A distance over its threshold, or log p over the logarithm of its threshold: 1 is exactly on the
          threshold. It sorts the columns and draws the bars; the mark on a bar is the threshold.
        </dd>
        <dt>Charts</dt>
        <dd>
          Both windows as shares of their own rows on the same bins. Axes run from the lower 0.5% to the upper
          99.5% quantile of either window; what lies outside is told below the chart.
        </dd>
        <dt>Errors</dt>
        <dd>
          Prediction minus actual, so that a positive error is a prediction that was too long. Figures have three
          significant digits.
        </dd>
      </dl>
    </section>
  `;
}
