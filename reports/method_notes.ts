import type { DriftScore, MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { methodName } from "./wording.ts";

const DISTANCES: Readonly<Record<string, string>> = {
  wasserstein: "the area between the two cumulative curves, in standard deviations of the reference.",
  jensenshannon:
    "the square root of the Jensen–Shannon divergence of the two shares, natural logarithm, 0 to 0.833.",
  psi: "the sum of (current share − reference share) × log(current share / reference share).",
  kl_div: "the sum of reference share × log(reference share / current share): 0 where nothing changed.",
  hellinger:
    "the distance of the square roots of the two shares: 0 where nothing changed, 1 for nothing in common.",
  ed:
    "the root of twice the squared gap of the two cumulative curves, summed along the axis; not divided by a spread.",
  TVD: "the share of rows that would have to change their category, 0 to 1.",
};

const TESTS: Readonly<Record<string, string>> = {
  ks: "a gap between the cumulative curves at least as wide",
  chisquare: "counts at least as far from the reference’s shares",
  z: "a difference between the two shares at least as large",
  t_test: "means at least as far apart",
  mannw: "ranks at least as uneven",
  anderson: "cumulative curves at least as far apart, the tails weighed most",
  cramer_von_mises: "cumulative curves at least as far apart in the mean square",
  es: "characteristic functions at least as far apart",
  g_test: "counts at least as unlikely under the reference’s shares",
  fisher_exact: "a table of counts at least as uneven",
  TVD: "shares at least as far apart, by shuffling the rows",
};

/** How the figures were made: only the methods that this page used. */
export function methodNotes(result: MonitoringResult, words: Vocabulary): SafeHtml {
  const used = new Map(
    result.columns.flatMap((column) =>
      "score" in column ? [[column.score.method, column.score.kind] as const] : []
    ),
  );
  const hasErrors = result.reference.regression !== undefined || result.current.regression !== undefined;
  const high = words.trips && words.unit === "min" ? "too long" : "too high";
  return html`
    <section id="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">Method</h2>
      <dl>
        ${[...used].map(([method, kind]) =>
          html`
            <dt>${methodName(method)}</dt><dd>${explained(method, kind)}</dd>
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
        ${hasErrors && html`
          <dt>Errors</dt>
          <dd>
            Prediction minus actual, so that a positive error is a prediction that was ${high}. Confidence intervals
            hold 95%. Figures have three significant digits.
          </dd>
        `}
      </dl>
    </section>
  `;
}

function explained(method: string, kind: DriftScore["kind"]): string {
  const notes = kind === "distance" ? DISTANCES : TESTS;
  if (!Object.hasOwn(notes, method)) return "as its name says.";
  if (kind === "distance") return `${DISTANCES[method]} Drifted from the threshold on.`;
  return `the probability of ${TESTS[method]}, had nothing changed. Drifted when p is under the threshold.`;
}
