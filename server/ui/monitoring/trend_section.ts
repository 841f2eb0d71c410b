import {
  formatCounted,
  formatNumber,
  formatPercent,
  formatPValue,
  formatQuantity,
  NO_VALUE,
} from "../../../lib/format.ts";
import { html, type SafeHtml } from "../../../lib/html.ts";
import { type Trend, trends } from "../../../pipeline/monitoring/trend.ts";
import { trendChart, trendTop, verdictStrip } from "../../../reports/trend_chart.ts";
import { tripVocabulary } from "../../../reports/vocabulary.ts";
import type { KeptJudgement } from "../../../tracking/judgement.ts";
import { windowWords } from "./words.ts";

/** Half of the columns make an alert. */
const SHARE_LEVEL = 0.5;

/** How a trend is called, and how its numbers are said. */
interface Subject {
  readonly title: string;
  readonly level?: number;
  readonly levelWord?: string;
  readonly say: (value: number) => string;
}

/** Verdicts, drifted share, error and scores over the judged windows, with the places where a level changed. */
export function trendSection(series: readonly KeptJudgement[]): SafeHtml {
  const [share, error, ...columns] = trends(series);
  const windows = series.map(windowWords);
  return html`
    <section aria-labelledby="trend">
      <h2 id="trend">Over ${formatCounted(series.length, "window")}</h2>
      <p class="quiet">
        ${windows[0]} – ${windows.at(
          -1,
        )}. From 8 windows on, a dashed line across a chart marks where its level changed.
      </p>
      ${verdictFigure(series, windows)}
      <div class="figures">
        ${figure(share, windows, {
          title: "Drifted columns",
          level: SHARE_LEVEL,
          levelWord: "alert from",
          say: formatPercent,
        })} ${figure(error, windows, errorSubject(series))}
      </div>
      <h3>Each column against the reference</h3>
      <div class="figures small">${columns.map((column) =>
        figure(column, windows, columnSubject(column))
      )}</div>
    </section>
  `;
}

function verdictFigure(series: readonly KeptJudgement[], windows: readonly string[]): SafeHtml {
  const count = (verdict: string) => series.filter((judgement) => judgement.verdict === verdict).length;
  const words = `${count("alert")} alert, ${count("warning")} warning, ${count("ok")} ok`;
  const strip = verdictStrip({
    verdicts: series.map(({ verdict }) => verdict),
    titles: series.map(({ verdict }, i) => `${windows[i]}: ${verdict}`),
    description: `Verdicts of ${series.length} windows: ${words}`,
  });
  return html`
    <figure class="strip">
      <figcaption><span>Verdict</span> <span class="quiet">${words}; the worse, the higher</span></figcaption>
      <div class="plot">${strip}</div>
    </figure>
  `;
}

function errorSubject(series: readonly KeptJudgement[]): Subject {
  const reference = series.findLast(({ metrics }) => "reference_mae" in metrics)?.metrics.reference_mae;
  return {
    title: "Mean absolute error",
    say: (value) => formatQuantity(value, "min"),
    ...(reference === undefined ? {} : { level: reference, levelWord: "in the reference" }),
  };
}

function columnSubject({ name, score }: Trend): Subject {
  const { method, kind, threshold } = score!;
  return {
    title: tripVocabulary().title(name),
    level: threshold,
    levelWord: kind === "distance" ? `${method}, drift from` : `${method}, drift under`,
    say: kind === "distance" ? formatNumber : formatPValue,
  };
}

function figure({ values, changes }: Trend, windows: readonly string[], subject: Subject): SafeHtml {
  const { title, level, levelWord, say } = subject;
  const last = values.at(-1) ?? null;
  if (values.every((value) => value === null)) {
    return html`
      <figure>
        <figcaption><span>${title}</span> <b>${NO_VALUE}</b></figcaption>
        <p class="quiet">No window has a value: send actual durations to POST /actuals.</p>
      </figure>
    `;
  }
  const changed = changes.map(({ index, before, after }) =>
    `Since ${windows[index].replace(/ to .*/, "")}: ${say(after)}, before that ${say(before)}`
  );
  const description = [
    `${title} over ${values.length} windows, ${last === null ? "none" : say(last)} in the newest`,
    ...(level === undefined ? [] : [`${levelWord} ${say(level)}`]),
    ...changed,
  ].join(". ");
  const titles = values.map((value, i) => `${windows[i]}: ${value === null ? "no value" : say(value)}`);
  const chart = { values, titles, changes: changes.map(({ index }) => index), description };
  const drawn = level === undefined ? chart : { ...chart, level };
  return html`
    <figure>
      <figcaption><span>${title}</span> <b>${last === null ? NO_VALUE : say(last)}</b></figcaption>
      <div class="plot">${trendChart(drawn)}<span class="top quiet" aria-hidden="true">${say(
        trendTop(drawn) / 1.08,
      )}</span></div>
      ${level !== undefined && html`
        <p class="quiet">${levelWord} ${say(level)}</p>
      `} ${changed.map((words) =>
        html`
          <p class="change">${words}</p>
        `
      )}
    </figure>
  `;
}
