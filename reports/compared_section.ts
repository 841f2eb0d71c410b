import type { MonitoringResult, WindowSummary } from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatCount, formatDateTime, formatNumber } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { comparableDays } from "./window_days.ts";

/** What was compared: the two windows side by side, the model and the command that makes this page again. */
export function comparedSection(result: MonitoringResult, command: string, words: Vocabulary): SafeHtml {
  const { reference, current, model, parity } = result;
  const row = (name: string, say: (window: WindowSummary) => SafeHtml | string) =>
    html`
      <tr>
        <th scope="row">${name}</th>
        <td>${say(reference)}</td>
        <td>${say(current)}</td>
      </tr>
    `;
  const hasTimes = reference.from !== undefined || current.from !== undefined;
  const what = words.trips ? "pick-up" : "row";
  return html`
    <section id="compared" aria-labelledby="compared-title">
      <h2 id="compared-title">What was compared</h2>
      <table class="compared">
        <caption class="unseen">The reference window and the current window</caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">property</span></th>
            <th scope="col" class="in-reference">reference</th>
            <th scope="col" class="in-current">current</th>
          </tr>
        </thead>
        <tbody>
          ${row("window", (window) =>
            html`
              <strong>${window.name}</strong>
            `)} ${row(`${words.row}s`, (window) => formatCount(window.rows))} ${hasTimes && html`
            ${perDay(result, words)} ${row(`first ${what}`, (window) => time(window.from))} ${row(
              `last ${what}`,
              (window) => time(window.to),
            )}
          `} ${row("data, sha256", (window) => hash(window.hash))}
        </tbody>
      </table>
      ${parity !== undefined && html`
        <p class="parity">
          <strong>These are Evidently’s numbers, its defects included.</strong> Without
          <code>--parity evidently</code> the corrected ones are shown.
        </p>
      `} ${model !== undefined && html`
        <p>Predictions by <strong>${model}</strong>.</p>
      `}
      <p class="command">Made by <code>${command}</code></p>
    </section>
  `;
}

function perDay(result: MonitoringResult, words: Vocabulary): SafeHtml | null {
  const days = comparableDays(result);
  if (days === undefined) return null;
  const before = result.reference.rows / days[0], now = result.current.rows / days[1];
  return html`
    <tr>
      <th scope="row">${words.row}s a day</th>
      <td>${formatNumber(before)}</td>
      <td>${formatNumber(now)} <span class="quiet">(${formatChange(
        (now / before - 1) * 100,
        "%",
        2,
      )})</span></td>
    </tr>
  `;
}

function time(iso: string | undefined): SafeHtml | string {
  return iso === undefined ? "–" : html`
    <time datetime="${iso}" title="${iso}">${formatDateTime(iso)}</time>
  `;
}

/** The first twelve digits tell data apart; the whole hash is on hover and in the page. */
function hash(sha256: string | undefined): SafeHtml | string {
  return sha256 === undefined ? "–" : html`
    <code title="${sha256}">${sha256.slice(0, 12)}</code>
  `;
}
