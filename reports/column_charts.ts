import type { CategoricalDistribution, NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import type { ColumnComparison } from "../pipeline/monitoring/monitoring_result.ts";
import { formatPercent } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { cumulativeChart, densityChart, outsideNote } from "./distribution_charts.ts";
import { figure } from "./figure.ts";
import { histogramPair } from "./histogram.ts";
import { levelDotChart, orderedLevelChart } from "./level_chart.ts";
import { isNaturallyOrdered, levelShares, type TopLevels, topLevels } from "./level_shares.ts";
import { categoryTable, changedNames, quantileTable } from "./column_tables.ts";
import { sparkline } from "./sparkline.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How many categories get a row of their own. */
const TOP = 12;

/** The tiny picture of a column for its table row. */
export function columnSparkline(column: ColumnComparison): SafeHtml {
  const { reference, current } = column;
  if (reference.rows === 0 && current.rows === 0) {
    return html`

    `;
  }
  if (reference.kind === "numeric" && current.kind === "numeric") {
    const pair = histogramPair(reference, current, 40, 0.02);
    return sparkline(pair.reference, pair.current);
  }
  if (reference.kind === "categorical" && current.kind === "categorical") {
    const { top } = topLevels(levelShares(reference, current), 24);
    return sparkline(top.map((level) => level.reference), top.map((level) => level.current));
  }
  return html`

  `;
}

/** The large charts and figures of a column, for its opened row; the figures alone where it is not to be drawn. */
export function columnDetails(column: ColumnComparison, words: Vocabulary, drawn = true): SafeHtml {
  const { reference, current } = column;
  if (reference.rows === 0 && current.rows === 0) {
    return html`
      <p>Neither window has a value.</p>
    `;
  }
  if (reference.kind === "numeric" && current.kind === "numeric") {
    return numericDetails(column, reference, current, drawn ? words : undefined);
  }
  if (reference.kind === "categorical" && current.kind === "categorical") {
    return categoricalDetails(column, reference, current, words, drawn);
  }
  return html`
    <p>A ${reference.kind} column became ${current.kind}.</p>
  `;
}

function numericDetails(
  column: ColumnComparison,
  reference: NumericDistribution,
  current: NumericDistribution,
  words: Vocabulary | undefined,
): SafeHtml {
  const figures = quantileTable(reference, current, column.unit);
  if (words === undefined) return undrawn(figures);
  const title = words.inline(column.column);
  const unit = column.unit === "" ? "" : `, ${column.unit}`;
  const pair = histogramPair(reference, current, 64);
  const density = densityChart(pair, column.unit, `Distribution of ${title} in both windows${unit}`);
  const cumulative = cumulativeChart(
    reference,
    current,
    pair,
    column.unit,
    `Cumulative distribution of ${title} in both windows${unit}`,
  );
  return html`
    <div class="figures">
      ${figure(density, `Share of rows by ${title}${unit}`, outsideNote(pair))} ${figure(
        cumulative,
        `Cumulative share of rows${unit}`,
      )} ${figures}
    </div>
  `;
}

function categoricalDetails(
  column: ColumnComparison,
  reference: CategoricalDistribution,
  current: CategoricalDistribution,
  words: Vocabulary,
  drawn: boolean,
): SafeHtml {
  const shares = levelShares(reference, current);
  const { top, other } = topLevels(shares, TOP);
  const say = (level: string) => words.label(column.column, level);
  if (!drawn) return undrawn(categoryTable(shares, say));
  const title = words.inline(column.column);
  const description = `Share of rows by ${title} in both windows`;
  const chart = isNaturallyOrdered(shares)
    ? orderedLevelChart(top, say, description)
    : levelDotChart(top, say, description);
  return html`
    <div class="figures">
      ${figure(chart, `Share of rows by ${title}`, otherNote(other))} ${categoryTable(
        shares,
        say,
      )} ${changedNames(shares, say, { reference, current })}
    </div>
  `;
}

function undrawn(figures: SafeHtml): SafeHtml {
  return html`
    <div class="figures">${figures}</div>
    <p class="quiet">
      Charts are drawn for the most severe columns of so wide a table; --columns chooses others.
    </p>
  `;
}

/** The rest is told, not drawn: hundreds of zones together would squeeze all others to the left edge. */
function otherNote(other: TopLevels["other"]): string | null {
  if (other === undefined) return null;
  return `${other.level}: ${formatPercent(other.reference)} of reference, ${
    formatPercent(other.current)
  } of current`;
}
