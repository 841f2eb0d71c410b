import type { RegressionPerformance, Segment } from "../pipeline/monitoring/monitoring_result.ts";
import { formatCount, formatNumber } from "../lib/format.ts";
import { axisName, type ChartOption, INK, QUIET_AXIS, renderSvg } from "./chart.ts";
import { type Chart, numberAxis } from "./distribution_charts.ts";
import { axisTick } from "./histogram.ts";
import { hoverStrips } from "./hover.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/** Mean absolute error by segment in natural order, such as hours: one line a window, from zero. */
export function segmentChart(
  reference: readonly Segment[],
  current: readonly Segment[],
  label: (level: string) => string,
  description: string,
): Chart {
  const labels = [...new Set([...reference, ...current].map((segment) => segment.label))];
  const find = (segments: readonly Segment[], name: string) =>
    segments.find((segment) => segment.label === name);
  const line = (segments: readonly Segment[], color: string, width: number) => ({
    type: "line" as const,
    data: labels.map((name) => find(segments, name)?.mae ?? "-"),
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
      data: labels.map((name) => axisName(label(name))),
      boundaryGap: true,
      ...QUIET_AXIS,
      axisLine: { show: true, lineStyle: { color: INK.muted } },
      axisLabel: { ...QUIET_AXIS.axisLabel, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 3,
      ...QUIET_AXIS,
      axisLabel: { ...QUIET_AXIS.axisLabel, formatter: (value: number) => formatNumber(value) },
    },
    series: [line(reference, INK.reference, 1.5), line(current, INK.current, 1.75)],
  };
  const say = (segment: Segment | undefined) =>
    segment === undefined ? "no rows" : `${formatNumber(segment.mae)} min of ${formatCount(segment.rows)}`;
  const hover = hoverStrips(labels.length, (i) => ({
    where: label(labels[i]),
    reference: say(find(reference, labels[i])),
    current: say(find(current, labels[i])),
  }));
  return { svg: renderSvg(option, { width: CHART_WIDTH, height: 150, description }), hover };
}

/** Predicted (across) against actual (up) as a grid whose shade is the logarithm of the row count; exact on the diagonal. */
export function predictedAgainstActualChart(
  performance: RegressionPerformance,
  color: string,
  description: string,
): Chart {
  const grid = mergeCells(performance.predictedAgainstActual);
  const end = grid.side * grid.cellMinutes;
  const axis = numberAxis([0, end], axisTick(0, end));
  const option: ChartOption = {
    grid: PLOT,
    xAxis: axis as ChartOption["xAxis"],
    yAxis: { ...axis, axisTick: { show: false }, axisLine: { show: false } } as ChartOption["yAxis"],
    series: [
      {
        type: "custom",
        silent: true,
        data: SHADES,
        renderItem: ({ dataIndex }, api) => ({
          type: "path",
          shape: { pathData: cellPath(grid, dataIndex, (x, y) => api.coord([x, y])) },
          style: { fill: color, opacity: SHADES[dataIndex] },
        }),
      },
      {
        type: "line",
        symbol: "none",
        silent: true,
        data: [[0, 0], [end, end]],
        lineStyle: { color: INK.ink, width: 1, type: [2, 3] },
      },
    ],
  };
  return {
    svg: renderSvg(option, {
      width: CHART_WIDTH,
      height: CHART_WIDTH - PLOT.left - PLOT.right + PLOT.top + PLOT.bottom,
      description,
    }),
    hover: [],
  };
}

/** Opacity of the steps of the row count's logarithm; more than five could not be told apart. */
const SHADES = [0.14, 0.3, 0.48, 0.7, 0.95];

/** All cells of one shade as one path: an element a cell would be most of the page's bytes. */
function cellPath(grid: Grid, shade: number, at: (x: number, y: number) => number[]): string {
  const most = Math.log1p(grid.cells.reduce((a, b) => Math.max(a, b), 1));
  const path: string[] = [];
  grid.cells.forEach((rows, cell) => {
    const step = Math.ceil((Math.log1p(rows) / most) * SHADES.length) - 1;
    if (rows === 0 || step !== shade) return;
    const [x, y] = [cell % grid.side, Math.floor(cell / grid.side)];
    const [left, bottom] = at(x * grid.cellMinutes, y * grid.cellMinutes).map(Math.round);
    const [right, top] = at((x + 1) * grid.cellMinutes, (y + 1) * grid.cellMinutes).map(Math.round);
    path.push(`M${left} ${bottom}H${right - 1}V${top + 1}H${left}Z`);
  });
  return path.join("");
}

interface Grid {
  readonly cells: Float64Array;
  readonly side: number;
  readonly cellMinutes: number;
}

/** Joins cells until a side has at most 30: finer ones are neither seen nor worth their bytes. */
function mergeCells(grid: RegressionPerformance["predictedAgainstActual"]): Grid {
  const factor = Math.ceil(grid.side / 30);
  const side = Math.ceil(grid.side / factor);
  const cells = new Float64Array(side * side);
  grid.counts.forEach((rows, cell) => {
    const x = Math.floor((cell % grid.side) / factor);
    const y = Math.floor(Math.floor(cell / grid.side) / factor);
    cells[y * side + x] += rows;
  });
  return { cells, side, cellMinutes: grid.cellMinutes * factor };
}
