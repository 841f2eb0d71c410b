import type { MonitoringResult, WindowSummary } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCount, formatDateTime } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";

/** What was compared: the two windows side by side, the model and the command that makes this page again. */
export function comparedSection(result: MonitoringResult, command: string): SafeHtml {
  const { reference, current, model } = result;
  const row = (name: string, say: (window: WindowSummary) => SafeHtml | string) =>
    html`
      <tr>
        <th scope="row">${name}</th>
        <td>${say(reference)}</td>
        <td>${say(current)}</td>
      </tr>
    `;
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
            `)} ${row("rows", (window) => formatCount(window.rows))} ${row(
              "first pick-up",
              (window) => time(window.from),
            )} ${row("last pick-up", (window) => time(window.to))} ${row(
              "data, sha256",
              (window) => hash(window.hash),
            )}
        </tbody>
      </table>
      ${model !== undefined && html`
        <p>Predictions by <strong>${model}</strong>.</p>
      `}
      <p class="command">Made by <code>${command}</code></p>
    </section>
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
