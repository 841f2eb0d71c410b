import { html, type SafeHtml } from "../../../lib/html.ts";
import type { JudgementDocument } from "./judgement_document.ts";
import { answerWords } from "./words.ts";

/** The page's question answered: by the verdict, then, where the details can be read, by what was found. */
export function answerLines(
  verdict: string,
  document: JudgementDocument | undefined,
  mostFindings = Infinity,
): SafeHtml {
  return html`
    <p class="answer">${answerWords(verdict)}</p>
    ${document && html`
      <p>${document.sentence}</p>
    `} ${document && document.findings.length > 0 && html`
      <ol class="findings">${document.findings.slice(0, mostFindings).map(({ sentence, evidence }) =>
        html`
          <li>${sentence} ${evidence !== "" && html`
            <span class="quiet">(${evidence})</span>
          `}</li>
        `
      )}</ol>
    `}
  `;
}
