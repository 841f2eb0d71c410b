import type { RegressionPerformance } from "../pipeline/monitoring/monitoring_result.ts";
import { type ChartOption, INK, renderSvg } from "./chart.ts";
import { type Chart, numberAxis } from "./distribution_charts.ts";
import { axisTick } from "./histogram.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";

/** From the least to the greatest value, predicted or actual, that any of the windows has a row at. */
export function occupiedRange(
  windows: readonly (RegressionPerformance | undefined)[],
): [low: number, high: number] {
  let low = Infinity, high = -Infinity;
  for (const window of windows) {
    if (window === undefined) continue;
    const { origin, side, cellMinutes, cells } = mergeCells(window.predictedAgainstActual);
    cells.forEach((rows, cell) => {
      if (rows === 0) return;
      const places = [cell % side, Math.floor(cell / side)];
      low = Math.min(low, origin + Math.min(...places) * cellMinutes);
      high = Math.max(high, origin + (Math.max(...places) + 1) * cellMinutes);
    });
  }
  return [low, high];
}

/**
 * Predicted (across) against actual (up) as a grid whose shade is the logarithm of the row count; exact on the diagonal.
 *
 * @param range of the values that both axes hold
 */
export function predictedAgainstActualChart(
  performance: RegressionPerformance,
  range: readonly [low: number, high: number],
  color: string,
  description: string,
): Chart {
  const grid = mergeCells(performance.predictedAgainstActual);
  const tick = axisTick(...range);
  const [start, end] = [Math.floor(range[0] / tick) * tick, Math.ceil(range[1] / tick) * tick];
  const axis = numberAxis([start, end], tick);
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
        data: [[start, start], [end, end]],
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

/** Whether so many rows lie in the last cells, which also count what is beyond, that the chart would show little else. */
export function liesOutside({ side, counts }: RegressionPerformance["predictedAgainstActual"]): boolean {
  let rows = 0, beyond = 0;
  counts.forEach((count, cell) => {
    rows += count;
    if (cell % side === side - 1 || cell >= side * (side - 1) || (cell % side === 0 && cell < side)) {
      beyond += count;
    }
  });
  return rows === 0 || beyond > rows / 5;
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
    const [left, bottom] = at(grid.origin + x * grid.cellMinutes, grid.origin + y * grid.cellMinutes).map(
      Math.round,
    );
    const [right, top] = at(
      grid.origin + (x + 1) * grid.cellMinutes,
      grid.origin + (y + 1) * grid.cellMinutes,
    ).map(Math.round);
    path.push(`M${left} ${bottom}H${right - 1}V${top + 1}H${left}Z`);
  });
  return path.join("");
}

interface Grid {
  readonly origin: number;
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
  return { origin: grid.origin ?? 0, cells, side, cellMinutes: grid.cellMinutes * factor };
}
