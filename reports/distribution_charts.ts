import type { NumericDistribution } from "../pipeline/monitoring/distribution.ts";
import type { SafeHtml } from "../lib/html.ts";
import { formatNumber, formatPercent, formatQuantity } from "../lib/format.ts";
import { type ChartOption, INK, QUIET_AXIS, renderSvg } from "./chart.ts";
import { cumulativeShares, type HistogramPair } from "./histogram.ts";
import { type HoverStrip, hoverStrips } from "./hover.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/** A drawn chart with what the pointer reads from it. */
export interface Chart {
  /** The drawing. */
  readonly svg: SafeHtml;
  /** Left to right, or downwards; empty where the figures stand beside the chart. */
  readonly hover: readonly HoverStrip[];
  /** Strips that lie below each other instead of beside. */
  readonly rows?: true;
}

const HEIGHT = 190;

/** Share of rows per bin: the reference as a slate area, current as a blue line on the same axes. */
export function densityChart(pair: HistogramPair, unit: string, description: string, zero = false): Chart {
  const most = Math.max(...pair.reference, ...pair.current);
  const option: ChartOption = {
    grid: PLOT,
    xAxis: numberAxis(pair.edges, pair.tick),
    yAxis: { ...shareAxis(), splitNumber: 3, ...(most > 0.75 ? { max: 1, interval: 0.25 } : {}) },
    series: [
      {
        ...step(pair.edges, pair.reference, INK.reference, 1),
        areaStyle: { color: INK.reference, opacity: 0.28 },
      },
      step(pair.edges, pair.current, INK.current, 1.75),
      ...(zero ? [verticalLine(0, most)] : []),
    ],
  };
  return { svg: render(option, description), hover: binStrips(pair, unit) };
}

/** Says which share of each window a histogram left out as too far from the rest; null when it has every row. */
export function outsideNote({ outside }: HistogramPair): string | null {
  if (outside.reference === 0 && outside.current === 0) return null;
  return `Not drawn, too far out: ${formatPercent(outside.reference)} of reference, ` +
    `${formatPercent(outside.current)} of current`;
}

/** Share of rows under each value; the shaded area between the curves is the Wasserstein distance. */
export function cumulativeChart(
  reference: NumericDistribution,
  current: NumericDistribution,
  pair: HistogramPair,
  unit: string,
  description: string,
): Chart {
  const shares = {
    ...pair,
    reference: cumulativeShares(reference, pair.edges),
    current: cumulativeShares(current, pair.edges),
  };
  const points = (ys: readonly number[]) => pair.edges.map((x, i) => [x, ys[i]]);
  const line = (ys: readonly number[], color: string, width: number) => ({
    type: "line" as const,
    data: points(ys),
    symbol: "none",
    silent: true,
    lineStyle: { color, width },
  });
  const between = [...points(shares.reference), ...points(shares.current).reverse()];
  const option: ChartOption = {
    grid: PLOT,
    xAxis: numberAxis(pair.edges, pair.tick),
    yAxis: { ...shareAxis(), min: 0, max: 1, interval: 0.25 },
    series: [
      {
        type: "custom",
        data: [0],
        silent: true,
        renderItem: (_, api) => ({
          type: "polygon",
          shape: { points: between.map((point) => api.coord(point)) },
          style: { fill: INK.current, opacity: 0.16 },
        }),
      },
      line(shares.reference, INK.reference, 1.5),
      line(shares.current, INK.current, 1.75),
    ],
  };
  const hover = hoverStrips(pair.edges.length - 1, (i) => ({
    where: `under ${formatQuantity(pair.edges[i + 1], unit)}`,
    reference: formatPercent(shares.reference[i + 1]),
    current: formatPercent(shares.current[i + 1]),
  }));
  return { svg: render(option, description), hover };
}

/** A value axis that starts and ends where the bins do, with a label every `tick`. */
export function numberAxis(edges: readonly number[], tick: number): NonNullable<ChartOption["xAxis"]> {
  return {
    type: "value",
    min: edges[0],
    max: edges[edges.length - 1],
    interval: tick,
    ...QUIET_AXIS,
    splitLine: { show: false },
    axisTick: { show: true, length: 4, lineStyle: { color: INK.muted } },
    axisLine: { show: true, onZero: false, lineStyle: { color: INK.muted } },
    axisLabel: {
      ...QUIET_AXIS.axisLabel,
      hideOverlap: true,
      formatter: (value: number) => formatNumber(value),
    },
  };
}

/** A vertical axis of shares in percent. */
export function shareAxis(): { type: "value"; axisLabel: Record<string, unknown> } & typeof QUIET_AXIS {
  return {
    type: "value",
    ...QUIET_AXIS,
    axisLabel: { ...QUIET_AXIS.axisLabel, formatter: (value: number) => formatPercent(value) },
  };
}

function step(edges: readonly number[], shares: readonly number[], color: string, width: number) {
  const last = edges.length - 1;
  return {
    type: "line" as const,
    step: "end" as const,
    symbol: "none",
    silent: true,
    lineStyle: { color, width },
    data: [[edges[0], 0], ...shares.map((share, i) => [edges[i], share]), [edges[last], shares[last - 1]], [
      edges[last],
      0,
    ]],
  };
}

function verticalLine(x: number, top: number) {
  return {
    type: "line" as const,
    symbol: "none",
    silent: true,
    lineStyle: { color: INK.ink, width: 1, type: [2, 3] },
    data: [[x, 0], [x, top]],
  };
}

function binStrips(pair: HistogramPair, unit: string): HoverStrip[] {
  return hoverStrips(pair.current.length, (i) => ({
    where: `${formatNumber(pair.edges[i])} to ${formatQuantity(pair.edges[i + 1], unit)}`,
    reference: formatPercent(pair.reference[i]),
    current: formatPercent(pair.current[i]),
  }));
}

function render(option: ChartOption, description: string): SafeHtml {
  return renderSvg(option, { width: CHART_WIDTH, height: HEIGHT, description });
}
