import type { ErrorNormality } from "../pipeline/monitoring/monitoring_result.ts";
import { type ChartOption, INK, renderSvg } from "./chart.ts";
import { type Chart, numberAxis } from "./distribution_charts.ts";
import { axisTick } from "./histogram.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/**
 * Quantiles of the errors against those of a normal distribution, a row of dots a window, each with its line: dots on the
 * line are normal errors, ends that bend away are long tails.
 */
export function normalityChart(
  reference: ErrorNormality | undefined,
  current: ErrorNormality | undefined,
  description: string,
): Chart {
  const drawn = [[reference, INK.reference], [current, INK.current]] as const;
  const points = drawn.flatMap(([normality]) => normality?.points ?? []);
  const x = roundedRange(points.map(([normal]) => normal));
  const y = roundedRange(points.map(([, error]) => error));
  const option: ChartOption = {
    grid: PLOT,
    xAxis: numberAxis(x.ends, x.tick) as ChartOption["xAxis"],
    yAxis: {
      ...numberAxis(y.ends, y.tick),
      axisTick: { show: false },
      axisLine: { show: false },
    } as ChartOption["yAxis"],
    series: drawn.flatMap(([normality, color]) =>
      normality === undefined ? [] : [
        {
          type: "line" as const,
          symbol: "none",
          silent: true,
          data: fittedLine(normality, x.ends, y.ends),
          lineStyle: { color, width: 1, type: [2, 3] },
        },
        {
          type: "custom" as const,
          silent: true,
          data: [0],
          renderItem: (_, api) => ({
            type: "path",
            shape: { pathData: dots(normality.points.map((point) => api.coord([...point]))) },
            style: { fill: color, opacity: 0.8 },
          }),
        } satisfies ChartOption["series"],
      ]
    ),
  };
  return { svg: renderSvg(option, { width: CHART_WIDTH, height: 190, description }), hover: [] };
}

function roundedRange(values: readonly number[]): { ends: [number, number]; tick: number } {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(high > low)) return { ends: [low - 1, low + 1], tick: 1 };
  const tick = axisTick(low, high);
  return { ends: [Math.floor(low / tick) * tick, Math.ceil(high / tick) * tick], tick };
}

/** The line through the quantiles, as far as it stays on the chart. */
function fittedLine(
  { slope, intercept }: ErrorNormality,
  [left, right]: readonly [number, number],
  [low, high]: readonly [number, number],
): number[][] {
  if (!(slope > 0)) return [[left, intercept], [right, intercept]];
  const from = Math.max(left, (low - intercept) / slope), to = Math.min(right, (high - intercept) / slope);
  return [[from, intercept + slope * from], [to, intercept + slope * to]];
}

/** All dots as one path of small diamonds: an element a dot would be most of the bytes. */
function dots(places: readonly number[][]): string {
  return places.map(([x, y]) => `M${Math.round(x * 2) / 2 - 2} ${Math.round(y * 2) / 2}l2 -2l2 2l-2 2z`).join(
    "",
  );
}
