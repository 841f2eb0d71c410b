import type { ColumnComparison, MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { driftSeverity } from "../pipeline/monitoring/drift_severity.ts";
import { formatNumber, formatPercent } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { columnDetails, columnSparkline } from "./column_charts.ts";
import { columnChange } from "./column_change.ts";
import { windowKey } from "./figure.ts";
import { missingShare } from "./numeric_summary.ts";
import { bySeverity } from "./severity.ts";
import { bulletBar } from "./sparkline.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { columnAnchor, methodName, scoreText } from "./wording.ts";

/** Columns with charts, the most severe ones: a page of hundreds would be megabytes that nobody opens. */
const MOST_DRAWN = 30;

/** The table of all columns, worst first; each row opens to its charts. */
export function columnsSection(
  { columns, reference, current }: MonitoringResult,
  words: Vocabulary,
): SafeHtml {
  return html`
    <section id="columns" aria-labelledby="columns-title">
      <h2 id="columns-title">Columns</h2>
      ${windowKey(reference.name, current.name)}
      <p class="tools">
        <label>Filter <input
          type="search"
          id="filter"
          placeholder="name, method or verdict"
          autocomplete="off"
        ></label> <span id="filter-count" role="status"></span>
      </p>
      <table class="columns" id="columns-table">
        <caption class="unseen">Every column of both windows, the most severe first</caption>
        <thead>
          <tr>
            ${header("name", "Column")}
            <th scope="col">Distribution</th>
            <th scope="col">Shift</th>
            ${header("severity", "Score against threshold", "descending")} ${header("verdict", "Verdict")}
          </tr>
        </thead>
        ${bySeverity(columns).map((column, i) => columnRows(column, words, i < MOST_DRAWN))}
      </table>
    </section>
  `;
}

function header(key: string, title: string, sorted: "descending" | "none" = "none"): SafeHtml {
  return html`
    <th scope="col" data-sort="${key}" aria-sort="${sorted}">${title}</th>
  `;
}

/** One column as a table body of two rows: its figures, and its charts folded away. */
function columnRows(column: ColumnComparison, words: Vocabulary, drawn: boolean): SafeHtml {
  const title = words.title(column.column);
  const change = columnChange(column, words);
  const drifted = "score" in column && column.drifted;
  const says = drifted && html`
    <p class="says">${change.sentence}.</p>
  `;
  const severe = "score" in column ? driftSeverity(column.score) : -1;
  const found = [title, column.column, column.role, scoreWords(column), verdictWord(column)].join(" ");
  return html`
    <tbody
      id="${columnAnchor(column.column)}"
      class="column"
      data-words="${found.toLowerCase()}"
      data-name="${title.toLowerCase()}"
      data-severity="${severe}"
      data-verdict="${verdictWord(column)}"
    >
      <tr class="row">
        <th scope="row">
          <span class="open">${title}</span><br>${title !== column.column && html`
            <code>${column.column}</code>
          `} <span class="quiet">${column.role}</span>${missingNote(column)}
        </th>
        <td class="picture">${columnSparkline(column)}</td>
        <td class="shift"><strong>${change.figure}</strong><br><span class="quiet">${change
          .measure}</span></td>
        <td class="score">${scoreCell(column)}</td>
        <td class="verdict">${verdictCell(column)}</td>
      </tr>
      <tr class="details">
        <td colspan="5">
          <details>
            <summary>Charts and figures of ${title}</summary>
            ${says} ${columnDetails(column, words, drawn)}
          </details>
        </td>
      </tr>
    </tbody>
  `;
}

/** The share without a value, in the table itself wherever there is one to tell. */
function missingNote({ reference, current }: ColumnComparison): SafeHtml | null {
  const [before, now] = [missingShare(reference), missingShare(current)];
  if (before === 0 && now === 0) return null;
  return html`
    <br><span class="quiet">${formatPercent(now)} missing, before ${formatPercent(before)}</span>
  `;
}

function scoreCell(column: ColumnComparison): SafeHtml {
  if ("skipped" in column) {
    return html`
      <span class="quiet">${column.skipped}</span>
    `;
  }
  const { score, drifted } = column;
  return html`
    ${bulletBar(driftSeverity(score), drifted)} <strong>${scoreText(
      score,
    )}</strong><br><span class="quiet">${methodName(score.method)}, threshold ${formatNumber(
      score.threshold,
    )}</span>
  `;
}

function verdictCell(column: ColumnComparison): SafeHtml {
  if ("skipped" in column) {
    return html`
      <span class="quiet">– skipped</span>
    `;
  }
  return column.drifted
    ? html`
      <span class="is-warning">▲ drifted</span>
    `
    : html`
      <span class="is-ok">● steady</span>${column.withinChance === true && html`
        <br><span class="quiet">too few rows to tell</span>
      `}
    `;
}

function verdictWord(column: ColumnComparison): string {
  return "skipped" in column ? "skipped" : column.drifted ? "drifted" : "steady";
}

function scoreWords(column: ColumnComparison): string {
  return "score" in column ? methodName(column.score.method) : column.skipped;
}
