import { axisName, type ChartOption, INK, QUIET_AXIS, renderSvg } from "./chart.ts";
import type { Chart } from "./distribution_charts.ts";
import { type HoverReading, hoverStrips } from "./hover.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/** Values of both windows along labels with an order, such as hours. */
export interface LevelLines {
  /** Labels of the axis, left to right. */
  readonly labels: readonly string[];
  /** A value for each label; NaN leaves a gap. */
  readonly reference: readonly number[];
  /** The same for current. */
  readonly current: readonly number[];
  /** How a value is written at the axis. */
  readonly format: (value: number) => string;
  /** Lowest value of the axis; chosen by the values where it is absent. */
  readonly min?: number;
  /** Highest value of the axis; chosen by the values where it is absent. */
  readonly max?: number;
  /** Value of a dotted line across. */
  readonly rule?: number;
  /** What is read at each label. */
  readonly read: (index: number) => HoverReading;
  /** For people who cannot see the chart. */
  readonly description: string;
}

/** One line a window, from label to label. */
export function levelLineChart(lines: LevelLines): Chart {
  const { labels, format, min, max, rule } = lines;
  const line = (values: readonly number[], color: string, width: number) => ({
    type: "line" as const,
    data: values.map((value) => Number.isFinite(value) ? value : "-"),
    symbol: "circle",
    symbolSize: 5,
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width },
  });
  const option: ChartOption = {
    grid: PLOT,
    xAxis: {
      type: "category",
      data: labels.map((label) => axisName(label)),
      boundaryGap: true,
      ...QUIET_AXIS,
      axisLine: { show: true, onZero: false, lineStyle: { color: INK.muted } },
      axisLabel: { ...QUIET_AXIS.axisLabel, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      splitNumber: 3,
      ...QUIET_AXIS,
      axisLabel: { ...QUIET_AXIS.axisLabel, formatter: format },
    },
    series: [
      ...(rule === undefined ? [] : [{
        type: "line" as const,
        data: labels.map(() => rule),
        symbol: "none",
        silent: true,
        lineStyle: { color: INK.ink, width: 1, type: [2, 3] },
      }]),
      line(lines.reference, INK.reference, 1.5),
      line(lines.current, INK.current, 1.75),
    ],
  };
  return {
    svg: renderSvg(option, { width: CHART_WIDTH, height: 150, description: lines.description }),
    hover: hoverStrips(labels.length, lines.read),
  };
}
