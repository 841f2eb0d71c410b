import type { TimeSegment } from "../pipeline/monitoring/monitoring_result.ts";
import { formatChange, formatCounted, formatDateTime, formatNumber, formatQuantity } from "../lib/format.ts";
import { type ChartOption, INK, QUIET_AXIS, renderSvg } from "./chart.ts";
import type { Chart } from "./distribution_charts.ts";
import { hoverStrips } from "./hover.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The axes that the charts of both windows share, so that they can be compared. */
export interface TimeScale {
  /** Lowest and highest error. */
  readonly errors: readonly [low: number, high: number];
  /** Most rows of a span. */
  readonly rows: number;
}

/** Axes that hold every span of both windows. */
export function timeScale(spans: readonly TimeSegment[]): TimeScale {
  let low = 0, high = 0, rows = 0;
  for (const span of spans) {
    low = Math.min(low, span.me - deviation(span));
    high = Math.max(high, span.me + deviation(span));
    rows = Math.max(rows, span.rows);
  }
  return { errors: [low, high], rows };
}

const HEIGHT = 220, ERRORS_HEIGHT = 122, ROWS_TOP = 152, ROWS_HEIGHT = 44, LABELS = 4;

/** Mean error of each span with a band of one standard deviation, and below it how many rows each has. */
export function timeChart(
  spans: readonly TimeSegment[],
  color: string,
  scale: TimeScale,
  words: Vocabulary,
  description: string,
): Chart {
  const labels = spanLabels(spans);
  const every = Math.max(1, Math.ceil(spans.length / LABELS));
  const band = [
    ...spans.map((span, i) => [i, span.me + deviation(span)]),
    ...spans.map((span, i) => [i, span.me - deviation(span)]).reverse(),
  ];
  const category = (gridIndex: number, show: boolean) => ({
    type: "category" as const,
    gridIndex,
    data: labels,
    ...QUIET_AXIS,
    axisLine: { show, onZero: false, lineStyle: { color: INK.muted } },
    axisLabel: { ...QUIET_AXIS.axisLabel, show, interval: (i: number) => i % every === 0, hideOverlap: true },
  });
  const value = (gridIndex: number, [min, max]: readonly [number, number]) => ({
    type: "value" as const,
    gridIndex,
    ...(gridIndex === 0 ? roundEnds(min, max) : onlyEnds(roundEnds(min, max).max)),
    ...QUIET_AXIS,
    axisLabel: { ...QUIET_AXIS.axisLabel, formatter: short },
  });
  const option: ChartOption = {
    grid: [{ ...PLOT, bottom: undefined, height: ERRORS_HEIGHT }, {
      ...PLOT,
      top: ROWS_TOP,
      bottom: undefined,
      height: ROWS_HEIGHT,
    }],
    xAxis: [category(0, false), category(1, true)],
    yAxis: [value(0, scale.errors), value(1, [0, scale.rows])],
    series: [
      {
        type: "custom",
        silent: true,
        data: [0],
        renderItem: (_, api) => ({
          type: "polygon",
          shape: { points: band.map((point) => api.coord(point)) },
          style: { fill: color, opacity: 0.18 },
        }),
      },
      {
        type: "line",
        symbol: "none",
        silent: true,
        data: spans.map(() => 0),
        lineStyle: { color: INK.ink, width: 1, type: [2, 3] },
      },
      {
        type: "line",
        symbol: "none",
        silent: true,
        data: spans.map(({ me }) => me),
        lineStyle: { color, width: 1.75 },
      },
      {
        type: "bar",
        silent: true,
        xAxisIndex: 1,
        yAxisIndex: 1,
        barCategoryGap: spans.length > 60 ? "0%" : "20%",
        data: spans.map(({ rows }) => rows),
        itemStyle: { color, opacity: 0.55 },
      },
    ],
  };
  const hover = hoverStrips(spans.length, (i) => {
    const { from, rows, me, mae, std } = spans[i];
    return {
      where: `from ${formatDateTime(from.length === 10 ? `${from}T00:00` : from).replace(/ 00:00$/, "")}`,
      reference: `mean error ${formatChange(me, words.unit)}, standard deviation ${formatNumber(std)}, ` +
        `mean absolute ${formatQuantity(mae, words.unit)}, ${formatCounted(rows, words.row)}`,
    };
  });
  return { svg: renderSvg(option, { width: CHART_WIDTH, height: HEIGHT, description }), hover };
}

function deviation({ std }: TimeSegment): number {
  return Number.isFinite(std) ? std : 0;
}

/** An axis of at most five round steps. */
function roundEnds(low: number, high: number): { min: number; max: number; interval: number } {
  if (!(high > low)) return { min: low, max: low + 1, interval: 1 };
  const power = 10 ** Math.floor(Math.log10((high - low) / 5));
  const steps = (interval: number) => Math.ceil(high / interval) - Math.floor(low / interval);
  const interval = [1, 2, 5, 10, 20].map((factor) => factor * power).find((step) => steps(step) <= 5)!;
  return { min: Math.floor(low / interval) * interval, max: Math.ceil(high / interval) * interval, interval };
}

/** An axis from zero with a label at either end. */
function onlyEnds(max: number): { min: number; max: number; interval: number } {
  return { min: 0, max, interval: max };
}

function short(value: number): string {
  return Math.abs(value) >= 10_000 ? `${formatNumber(value / 1000)}k` : formatNumber(value);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Jan 5`, and the time of the day where spans are shorter than one. */
function spanLabels(spans: readonly TimeSegment[]): string[] {
  const hasHours = spans.some(({ from }) => from.length > 10 && from.slice(11, 16) !== "00:00");
  return spans.map(({ from }) => {
    const day = `${MONTHS[Number(from.slice(5, 7)) - 1] ?? from.slice(5, 7)} ${Number(from.slice(8, 10))}`;
    return hasHours ? `${day} ${from.slice(11, 16)}` : day;
  });
}
