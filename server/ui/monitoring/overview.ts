import { formatCount, formatNumber, formatPercent } from "../../../lib/format.ts";
import { html, type SafeHtml } from "../../../lib/html.ts";
import type { JudgementRows } from "../../../tracking/judgement_rows.ts";
import type { KeptJudgement } from "../../../tracking/judgement.ts";
import { parseJudgementDocument } from "./judgement_document.ts";
import { trendSection } from "./trend_section.ts";
import { answerLines } from "./answer_lines.ts";
import { ago, judgementPath, timeWords, verdictWord, windowWords } from "./words.ts";

/** So many windows make the trend; as many are in the table. */
const WINDOWS = 100;
const MAX_FINDINGS = 5;

/**
 * What the monitoring page says of a model: whether it is still right, what speaks against it, and how that came.
 *
 * @param asked name of the model; that which was judged last unless told
 * @param now milliseconds since 1970-01-01 UTC
 */
export function overview(rows: JudgementRows, asked: string | undefined, now: number): SafeHtml {
  const models = rows.models(), model = asked ?? models[0];
  const series = model === undefined ? [] : rows.series(model, WINDOWS);
  const newest = series.at(-1);
  if (newest === undefined) return emptyPage(asked);
  return html`
    <h1>Is the model still right?</h1>
    ${models.length > 1 && modelLinks(models, newest.model)} ${answer(
      newest,
      rows.document(newest.id),
      now,
    )} ${series.length > 1 && trendSection(series)} ${table(series)} ${commands(newest)}
  `;
}

/** What to type where there is nothing to show. */
export function emptyPage(asked?: string): SafeHtml {
  return html`
    <h1>Is the model still right?</h1>
    <p class="answer">${asked === undefined ? "Nothing was judged yet." : html`
      Nothing was judged of <code>${asked}</code> yet.
    `}</p>
    <p>Once this server has answered some trips, type</p>
    <pre><code>taxi monitor --once</code></pre>
    <p>or let it judge each hour, as long as it runs:</p>
    <pre><code>taxi monitor --window 1h --schedule "5 * * * *"</code></pre>
    <p class="quiet">with the home of this server. What it finds is shown here.</p>
  `;
}

function modelLinks(models: readonly string[], shown: string): SafeHtml {
  return html`
    <nav class="models" aria-label="Models">${models.map((model) => {
      const path = `/monitoring?model=${encodeURIComponent(model)}`;
      return model === shown
        ? html`
          <a href="${path}" aria-current="true"><code>${model}</code></a>
        `
        : html`
          <a href="${path}"><code>${model}</code></a>
        `;
    })}</nav>
  `;
}

function answer(newest: KeptJudgement, text: string | undefined, now: number): SafeHtml {
  const document = parseJudgementDocument(text);
  const { alert, model, modelVersion, rows, judgedAt } = newest;
  return html`
    <section class="now" aria-label="Answer">
      ${answerLines(newest.verdict, document, MAX_FINDINGS)}
      <dl>
        <div>
          <dt>Verdict</dt>
          <dd>${verdictWord(newest.verdict)}</dd>
        </div>
        <div>
          <dt>Alert</dt>
          <dd>${alert.since === null ? "none stands" : html`
            <span class="is-alert">■ stands since</span> ${timeWords(alert.since)}
          `}</dd>
        </div>
        <div>
          <dt>Model</dt>
          <dd><code>${model}</code> ${modelVersion === null ? "model file" : `version ${modelVersion}`}</dd>
        </div>
        <div>
          <dt>Window</dt>
          <dd><a href="${judgementPath(newest.id)}">${windowWords(newest)}</a>, ${formatCount(
            rows,
          )} predictions</dd>
        </div>
        <div>
          <dt>Judged</dt>
          <dd>${ago(now - judgedAt)}, ${timeWords(judgedAt)}</dd>
        </div>
      </dl>
    </section>
  `;
}

function table(series: readonly KeptJudgement[]): SafeHtml {
  return html`
    <section>
      <h2 id="judgements">Judgements</h2>
      <div class="wide" tabindex="0" role="region" aria-labelledby="judgements">
        <table class="judgements">
          <thead>
            <tr>
              <th scope="col">Window</th>
              <th scope="col">Verdict</th>
              <th scope="col" class="figure">Drifted</th>
              <th scope="col" class="figure">MAE, min</th>
              <th scope="col" class="figure">Predictions</th>
              <th scope="col">Alert</th>
              <th scope="col">Version</th>
              <th scope="col">Judged</th>
            </tr>
          </thead>
          <tbody>${series.toReversed().map(row)}</tbody>
        </table>
      </div>
    </section>
  `;
}

function row(judgement: KeptJudgement): SafeHtml {
  const { id, verdict, rows, driftedShare, metrics, modelVersion, judgedAt, alert } = judgement;
  return html`
    <tr>
      <th scope="row"><a href="${judgementPath(id)}">${windowWords(judgement)}</a></th>
      <td>${verdictWord(verdict)}</td>
      <td class="figure">${formatPercent(driftedShare ?? NaN)}</td>
      <td class="figure">${formatNumber(metrics.mae ?? NaN)}</td>
      <td class="figure">${formatCount(rows)}</td>
      <td>${alert.since === null ? "" : "stands"}</td>
      <td>${modelVersion ?? "file"}</td>
      <td>${timeWords(judgedAt)}</td>
    </tr>
  `;
}

/** The same on the command line. */
function commands({ model, modelVersion, windowFrom, windowTo }: KeptJudgement): SafeHtml {
  const name = modelVersion === null ? `${model}.taxi` : `${model}/${modelVersion}`;
  const [from, to] = [windowFrom, windowTo].map((time) =>
    new Date(time).toISOString().replace(/(:00)?\.000Z$/, "")
  );
  return html`
    <section aria-labelledby="commands">
      <h2 id="commands">The same on the command line</h2>
      <p class="quiet">This window again, with its page; then the last two weeks, a day each.</p>
      <pre><code>taxi monitor --model ${name} --from ${from} --to ${to}
        taxi monitor --model ${name} --window 1d --windows 14</code></pre>
      </section>
    `;
  }
