import type {
  MonitoringResult,
  RegressionPerformance,
  Segment,
} from "../pipeline/monitoring/monitoring_result.ts";
import { formatNumber } from "../lib/format.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { liesOutside, occupiedRange, predictedAgainstActualChart } from "./against_actual_chart.ts";
import { INK } from "./chart.ts";
import { densityChart, outsideNote } from "./distribution_charts.ts";
import { errorGroupsTable } from "./error_groups.ts";
import { figure, windowKey } from "./figure.ts";
import { histogramPair } from "./histogram.ts";
import { intervalFigures } from "./interval_figures.ts";
import { metricsTable } from "./metrics_table.ts";
import { normalityChart } from "./normality_chart.ts";
import { segmentChart } from "./segment_chart.ts";
import { timeChart, type TimeScale, timeScale } from "./time_chart.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { worstSegments } from "./worst_segments.ts";

/** More segments than this are ranked in the table and coloured on the map, not drawn along an axis. */
const MOST_DRAWN = 31;

/** Cuts with a chart of their own, those whose segments differ most. */
const MOST_CUTS = 9;

/** How good the predictions were in both windows; null when neither has actual values. */
export function modelSection(result: MonitoringResult, words: Vocabulary): SafeHtml | null {
  const reference = result.reference.regression;
  const current = result.current.regression;
  if (reference === undefined && current === undefined) return null;
  return html`
    <section id="model" aria-labelledby="model-title">
      <h2 id="model-title">Model</h2>
      ${windowKey(result.reference.name, result.current.name)}
      <h3>How large the errors are</h3>
      ${metricsTable(reference, current, words)}
      <div class="figures">
        ${errorFigure(reference, current, words)} ${normalityFigure(
          reference,
          current,
          words,
        )} ${errorGroupsTable(
          reference,
          current,
          words,
        )} ${againstActualFigures(reference, current, words)}
      </div>
      ${whereSection(result, words)} ${timeFigures(reference, current, words)} ${intervalFigures(
        reference,
        current,
        words,
      )}
    </section>
  `;
}

function errorFigure(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): SafeHtml | null {
  if (reference === undefined || current === undefined) return null;
  const unit = inUnit(words);
  const sides = words.trips && words.unit === "min"
    ? "left too short, right too long"
    : "left too low, right too high";
  const pair = histogramPair(reference.errors, current.errors, 64);
  const chart = densityChart(
    pair,
    words.unit,
    `Distribution of prediction errors in both windows${unit}`,
    true,
  );
  return figure(chart, `Share of ${words.row}s by error${unit}: ${sides}`, outsideNote(pair));
}

/** One chart a window, on the same axes. */
function againstActualFigures(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): (SafeHtml | null)[] {
  const range = occupiedRange([reference, current]);
  return [
    againstActual(reference, "reference", range, words),
    againstActual(current, "current", range, words),
  ];
}

function againstActual(
  performance: RegressionPerformance | undefined,
  window: "reference" | "current",
  range: readonly [low: number, high: number],
  words: Vocabulary,
): SafeHtml | null {
  if (performance === undefined || liesOutside(performance.predictedAgainstActual)) return null;
  const unit = inUnit(words);
  const chart = predictedAgainstActualChart(
    performance,
    range,
    INK[window],
    `Predicted against actual in ${window}${unit}`,
  );
  return figure(
    chart,
    html`
      Predicted (across) and actual (up)${unit}, <span class="in-${window}">${window}</span>
    `,
    `Stronger is more ${words.row}s, logarithmic; on the dotted line a prediction is exact`,
  );
}

function normalityFigure(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): SafeHtml | null {
  const [before, now] = [reference?.normality, current?.normality];
  if (before === undefined && now === undefined) return null;
  const chart = normalityChart(
    before,
    now,
    `Quantiles of the errors against those of a normal distribution, in both windows${inUnit(words)}`,
  );
  const fit = [before && `reference ${formatNumber(before.r)}`, now && `current ${formatNumber(now.r)}`]
    .filter((text) => text !== undefined).join(", ");
  return figure(
    chart,
    `Are errors normal? Error (up${inUnit(words)}) by normal quantile (across)`,
    `Normal errors lie on their dotted line. Correlation: ${fit}`,
  );
}

type Segments = Readonly<Record<string, readonly Segment[]>>;

function whereSection(result: MonitoringResult, words: Vocabulary): SafeHtml | null {
  const table = worstSegments(result, words);
  const drawn = segmentFigures(
    result.reference.regression?.segments ?? {},
    result.current.regression?.segments ?? {},
    words,
  );
  if (table === null && drawn.length === 0) return null;
  return html`
    <h3>Where they are</h3>
    ${table}
    <div class="figures">${drawn}</div>
  `;
}

function segmentFigures(reference: Segments, current: Segments, words: Vocabulary): SafeHtml[] {
  const cuts = [...new Set([...Object.keys(reference), ...Object.keys(current)])];
  const size = (cut: string) => Math.max(reference[cut]?.length ?? 0, current[cut]?.length ?? 0);
  const drawable = cuts.filter((cut) => size(cut) > 1 && size(cut) <= MOST_DRAWN);
  const chosen = drawable.toSorted((a, b) => unevenness(current[b]) - unevenness(current[a])).slice(
    0,
    MOST_CUTS,
  );
  return drawable.filter((cut) => chosen.includes(cut)).map((cut) =>
    figure(
      segmentChart(cut, reference[cut] ?? [], current[cut] ?? [], words),
      `Mean absolute error by ${words.inline(cut)}${inUnit(words)}`,
    )
  );
}

/** How much of all error is made above the average of a cut: what makes it worth drawing. */
function unevenness(segments: readonly Segment[] = []): number {
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
  const mean = segments.reduce((sum, segment) => sum + segment.rows * segment.mae, 0) / rows;
  return segments.reduce((sum, { rows, mae }) => sum + rows * Math.max(0, mae - mean), 0) / (rows * mean) ||
    0;
}

function timeFigures(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
  words: Vocabulary,
): SafeHtml | null {
  const scale = timeScale([...reference?.overTime ?? [], ...current?.overTime ?? []]);
  const figures = [
    timeFigure(reference, "reference", scale, words),
    timeFigure(current, "current", scale, words),
  ];
  if (figures.every((drawn) => drawn === null)) return null;
  return html`
    <h3>In time</h3>
    <div class="figures">${figures}</div>
  `;
}

function timeFigure(
  performance: RegressionPerformance | undefined,
  window: "reference" | "current",
  scale: TimeScale,
  words: Vocabulary,
): SafeHtml | null {
  const spans = performance?.overTime ?? [];
  if (spans.length < 2) return null;
  const description = `Mean error in time with one standard deviation in ${window}${inUnit(words)}, ` +
    `and ${words.row}s of each span`;
  return figure(
    timeChart(spans, INK[window], scale, words, description),
    html`
      Mean error ± standard deviation${inUnit(words)}, and ${words
        .row}s, <span class="in-${window}">${window}</span>
    `,
  );
}

function inUnit({ unit }: Vocabulary): string {
  return unit === "" ? "" : `, ${unit}`;
}
