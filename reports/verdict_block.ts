import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCounted } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { type Finding, findings, VERDICTS, verdictSentence } from "./findings.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How many failing things stand at the top; the sections below hold all of them. */
const SHOWN = 5;

/** The verdict in one sentence, then at most five failing things in plain words, each a link down. */
export function verdictBlock(result: MonitoringResult, words: Vocabulary): SafeHtml {
  const { word, shape } = VERDICTS[result.verdict];
  const all = findings(result, words);
  const left = all.length - SHOWN;
  return html`
    <section class="verdict-block" aria-labelledby="verdict">
      <h1 id="verdict"><span class="is-${result.verdict}">${shape} ${word}.</span> ${unbroken(
        verdictSentence(result),
      )}</h1>
      ${all.length > 0 && html`
        <ol class="findings">${all.slice(0, SHOWN).map(item)}</ol>
      `} ${left > 0 && html`
        <p class="quiet">and ${formatCounted(left, "more thing")} in the tables below</p>
      `}
    </section>
  `;
}

function item({ sentence, evidence, anchor }: Finding): SafeHtml {
  return html`
    <li><a href="#${anchor}">${sentence}</a> ${evidence !== "" && html`
      <span class="quiet">(${evidence})</span>
    `}</li>
  `;
}

/** Keeps months such as 2023-01..2023-02 on one line. */
function unbroken(sentence: string): SafeHtml[] {
  return sentence.split(/(\d{4}-\d\d\S*)/).map((part, i) =>
    i % 2 === 0
      ? html`
        ${part}
      `
      : html`
        <span class="nobreak">${part}</span>
      `
  );
}
