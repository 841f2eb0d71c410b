import type { MonitoringResult, QualityFinding } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCounted } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { qualityExamples, qualitySentence } from "./quality_sentence.ts";
import type { Vocabulary } from "./vocabulary.ts";

const LEVELS = {
  alert: { className: "is-alert", word: "■ alert" },
  warning: { className: "is-warning", word: "▲ warning" },
  note: { className: "quiet", word: "– note" },
} as const;

const SHOWN = 12;

/** What is wrong with the data itself, worst first; null where it was not looked for. */
export function qualitySection({ quality }: MonitoringResult, words: Vocabulary): SafeHtml | null {
  if (quality === undefined) return null;
  const [first, rest] = [quality.slice(0, SHOWN), quality.slice(SHOWN)];
  return html`
    <section id="quality" aria-labelledby="quality-title">
      <h2 id="quality-title">Data quality</h2>
      ${quality.length === 0
        ? html`
          <p>Nothing is wrong with the data that the reference does not lead to expect.</p>
        `
        : list(first, words)} ${rest.length > 0 && html`
        <details class="fold"><summary>${formatCounted(rest.length, "more finding")}</summary>${list(
          rest,
          words,
        )}</details>
      `}
    </section>
  `;
}

function list(found: readonly QualityFinding[], words: Vocabulary): SafeHtml {
  return html`
    <ul class="tests">${found.map((finding) => item(finding, words))}</ul>
  `;
}

function item(finding: QualityFinding, words: Vocabulary): SafeHtml {
  const { className, word } = LEVELS[finding.level];
  return html`
    <li>
      <span class="${className}">${word}</span> <span>${qualitySentence(
        finding,
        words,
      )} <span class="quiet">${qualityExamples(finding, words)}</span></span>
    </li>
  `;
}
