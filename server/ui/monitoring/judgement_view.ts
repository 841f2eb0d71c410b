import { formatChange, formatCount, formatNumber, formatPValue } from "../../../lib/format.ts";
import { html, type SafeHtml } from "../../../lib/html.ts";
import { tripVocabulary } from "../../../reports/vocabulary.ts";
import type { KeptJudgement } from "../../../tracking/judgement.ts";
import { type JudgementDocument, parseJudgementDocument } from "./judgement_document.ts";
import { answerLines } from "./answer_lines.ts";
import { judgementPath, timeWords, verdictWord, windowWords } from "./words.ts";

/** Errors by their names, as people say them. */
const METRICS: Readonly<Record<string, string>> = {
  rows: "Trips with an actual duration",
  mae: "Mean absolute error, min",
  rmse: "Root mean squared error, min",
  me: "Mean error, min",
  mape: "Mean absolute percentage error, %",
  r2: "R²",
  max_error: "Greatest error, min",
};

/**
 * What the page of one judgement says.
 *
 * @param text its document
 * @param beside numbers of the judgements of the windows before and after it
 */
export function judgementView(
  judgement: KeptJudgement,
  text: string | undefined,
  beside: { readonly before?: number; readonly after?: number },
): SafeHtml {
  const document = parseJudgementDocument(text);
  const { model, modelVersion, modelHash, rows, judgedAt, verdict, alert } = judgement;
  return html`
    <nav class="beside-this" aria-label="Judgements">
      <a href="/monitoring?model=${encodeURIComponent(model)}">All judgements of ${model}</a>
      ${beside.before !== undefined && html`
        <a href="${judgementPath(beside.before)}" rel="prev">← window before</a>
      `} ${beside.after !== undefined && html`
        <a href="${judgementPath(beside.after)}" rel="next">window after →</a>
      `}
    </nav>
    <h1>Was the model right in <span class="together">${windowWords(judgement)}?</span></h1>
    <section class="now" aria-label="Answer">
      ${answerLines(verdict, document)}
      <dl>
        <div>
          <dt>Verdict</dt>
          <dd>${verdictWord(verdict)}</dd>
        </div>
        <div>
          <dt>Alert after it</dt>
          <dd>${alert.since === null ? "none" : html`
            stands since ${timeWords(alert.since)}
          `}</dd>
        </div>
        <div>
          <dt>Model</dt>
          <dd>
            <code>${model}</code> ${modelVersion === null ? "model file" : `version ${modelVersion}`},
            <code title="SHA-256 ${modelHash}">${modelHash.slice(0, 12)}</code>
          </dd>
        </div>
        <div>
          <dt>Predictions</dt>
          <dd>${formatCount(rows)}</dd>
        </div>
        ${document && html`
          <div>
            <dt>Reference</dt>
            <dd>${document.reference.name}, ${formatCount(document.reference.rows)} trips</dd>
          </div>
        `}
        <div>
          <dt>Judged</dt>
          <dd>${timeWords(judgedAt)}</dd>
        </div>
      </dl>
    </section>
    ${document
      ? html`
        ${columnTable(document)} ${metricTable(document)} ${testList(document)}
      `
      : html`
        <p class="quiet">
          The details of this judgement were written by another version of taxi and cannot be shown.
        </p>
      `}
  `;
}

function columnTable({ columns }: JudgementDocument): SafeHtml {
  return html`
    <section>
      <h2 id="columns">Columns</h2>
      <div class="wide" tabindex="0" role="region" aria-labelledby="columns">
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Found</th>
              <th scope="col" class="figure">Score</th>
              <th scope="col" class="figure">Threshold</th>
              <th scope="col">Statistic</th>
              <th scope="col" class="figure">Values, reference</th>
              <th scope="col" class="figure">Values, window</th>
            </tr>
          </thead>
          <tbody>${columns.map(columnRow)}</tbody>
        </table>
      </div>
      <p class="quiet">
        The reference's numbers come out of the model file in at most 1,000 points: its distribution functions,
        and K-S distances from them, are exact to 0.2%, areas between them to 0.1% of the range. Its categories
        are exact.
      </p>
    </section>
  `;
}

function columnRow(column: JudgementDocument["columns"][number]): SafeHtml {
  const { score, threshold, method, kind, skipped, drifted, within_chance } = column;
  const say = kind === "test"
    ? (p: number) => `p ${formatPValue(p)}`
    : (value: number) => formatNumber(value);
  const found = skipped !== undefined
    ? html`
      <span class="quiet">skipped: ${skipped}</span>
    `
    : drifted
    ? html`
      <span class="is-warning">▲ drifted</span>
    `
    : within_chance
    ? html`
      <span class="quiet">● too few rows to tell</span>
    `
    : html`
      <span class="is-ok">● steady</span>
    `;
  return html`
    <tr>
      <th scope="row" title="${column.column}">${tripVocabulary().title(column.column)}</th>
      <td>${found}</td>
      <td class="figure">${skipped === undefined ? say(score ?? NaN) : ""}</td>
      <td class="figure">${threshold === undefined ? "" : formatNumber(threshold)}</td>
      <td>${method ?? ""}</td>
      <td class="figure">${formatCount(column.n_reference)}</td>
      <td class="figure">${formatCount(column.n_current)}</td>
    </tr>
  `;
}

function metricTable({ regression: { reference, current } }: JudgementDocument): SafeHtml {
  if (current === null) {
    return html`
      <section aria-labelledby="errors">
        <h2 id="errors">Errors</h2>
        <p>
          No actual duration of these trips is known. <code>POST /actuals</code> takes them; then judge the window
          again.
        </p>
      </section>
    `;
  }
  const value = (of: typeof reference, name: string) => {
    const found = of?.[name];
    return typeof found === "number" ? found : NaN;
  };
  return html`
    <section>
      <h2 id="errors">Errors</h2>
      <div class="wide" tabindex="0" role="region" aria-labelledby="errors">
        <table>
          <thead>
            <tr>
              <th scope="col">Of the predictions</th>
              <th scope="col" class="figure">Reference</th>
              <th scope="col" class="figure">Window</th>
              <th scope="col" class="figure">Change</th>
            </tr>
          </thead>
          <tbody>${Object.entries(METRICS).map(([name, title]) =>
            html`
              <tr>
                <th scope="row">${title}</th>
                <td class="figure">${formatNumber(value(reference, name))}</td>
                <td class="figure">${formatNumber(value(current, name))}</td>
                <td class="figure">${name === "rows"
                  ? ""
                  : formatChange(value(current, name) - value(reference, name))}</td>
              </tr>
            `
          )}</tbody>
        </table>
      </div>
    </section>
  `;
}

function testList({ tests }: JudgementDocument): SafeHtml {
  const item = ({ name, status, description }: JudgementDocument["tests"][number]) =>
    html`
      <li>
        <span class="${MARKS[status]?.style ?? "quiet"}">${MARKS[status]?.words ?? status}</span>
        <b>${name}</b>: ${description}
      </li>
    `;
  const others = tests.filter(({ status }) => status !== "passed"),
    passed = tests.filter(({ status }) => status === "passed");
  return html`
    <section aria-labelledby="tests">
      <h2 id="tests">Tests</h2>
      <ul class="tests">${others.map(item)}</ul>
      ${passed.length > 0 && html`
        <details>
          <summary>${formatCount(passed.length)} passed</summary>
          <ul class="tests">${passed.map(item)}</ul>
        </details>
      `}
    </section>
  `;
}

const MARKS: Readonly<Record<string, { readonly style: string; readonly words: string }>> = {
  passed: { style: "is-ok", words: "● passed" },
  failed: { style: "is-alert", words: "■ failed" },
  skipped: { style: "quiet", words: "○ skipped" },
};
