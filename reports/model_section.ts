import type {
  MonitoringResult,
  RegressionPerformance,
  Segment,
} from "../pipeline/monitoring/monitoring_result.ts";
import { html, type SafeHtml } from "../lib/html.ts";
import { INK } from "./chart.ts";
import { densityChart, outsideNote } from "./distribution_charts.ts";
import { figure, windowKey } from "./figure.ts";
import { histogramPair } from "./histogram.ts";
import { metricsTable } from "./metrics_table.ts";
import { predictedAgainstActualChart, segmentChart } from "./model_charts.ts";
import { columnTitle, type LevelLabel } from "./wording.ts";
import { worstSegments } from "./worst_segments.ts";

/** More segments than this are only ranked in the table, not drawn along an axis. */
const MOST_DRAWN = 31;

/** How good the predictions were in both windows; empty when neither has actual durations. */
export function modelSection(result: MonitoringResult, label: LevelLabel): SafeHtml {
  const reference = result.reference.regression;
  const current = result.current.regression;
  if (reference === undefined && current === undefined) {
    return html`

    `;
  }
  const figures = [
    metricsTable(reference?.metrics, current?.metrics),
    reference !== undefined && current !== undefined && errorFigure(reference, current),
    worstSegments(reference, current, label),
    reference !== undefined && againstActual(reference, "reference"),
    current !== undefined && againstActual(current, "current"),
    html`
      <div>${segmentFigures(reference?.segments ?? {}, current?.segments ?? {}, label)}</div>
    `,
  ];
  return html`
    <section id="model" aria-labelledby="model-title">
      <h2 id="model-title">Model</h2>
      ${windowKey(result.reference.name, result.current.name)}
      <div class="figures">${figures}</div>
    </section>
  `;
}

type Segments = Readonly<Record<string, readonly Segment[]>>;

function segmentFigures(reference: Segments, current: Segments, label: LevelLabel): SafeHtml[] {
  const cuts = [...new Set([...Object.keys(reference), ...Object.keys(current)])];
  const fits = (cut: string) =>
    Math.max(reference[cut]?.length ?? 0, current[cut]?.length ?? 0) <= MOST_DRAWN;
  return cuts.filter(fits).map((cut) => {
    const title = columnTitle(cut);
    const description = `Mean absolute error by ${title} in both windows, minutes`;
    const say = (level: string) => label(cut, level);
    const chart = segmentChart(reference[cut] ?? [], current[cut] ?? [], say, description);
    return figure(chart, `Mean absolute error by ${title.toLowerCase()}, min`);
  });
}

function errorFigure(reference: RegressionPerformance, current: RegressionPerformance): SafeHtml {
  const pair = histogramPair(reference.errors, current.errors, 64);
  const chart = densityChart(pair, "min", "Distribution of prediction errors in both windows, minutes", true);
  return figure(chart, "Share of trips by error, min: left too short, right too long", outsideNote(pair));
}

function againstActual(performance: RegressionPerformance, window: "reference" | "current"): SafeHtml {
  const chart = predictedAgainstActualChart(
    performance,
    INK[window],
    `Predicted against actual duration in ${window}, minutes`,
  );
  return figure(
    chart,
    html`
      Predicted (across) and actual (up), min, <span class="in-${window}">${window}</span>
    `,
    "Stronger is more trips, logarithmic; on the dotted line a prediction is exact",
  );
}
