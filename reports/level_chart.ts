import { formatPercent } from "../lib/format.ts";
import { axisName, type ChartOption, INK, QUIET_AXIS, renderSvg } from "./chart.ts";
import { type Chart, shareAxis } from "./distribution_charts.ts";
import { type HoverStrip, hoverStrips } from "./hover.ts";
import type { LevelShare } from "./level_shares.ts";
import { CHART_WIDTH, PLOT } from "./plot_size.ts";

const ROW = 19;
const LABELS = 150;
const TOP = 4;

/** Categories with a natural order, such as hours: reference as wide bars, current as narrow ones before them. */
export function orderedLevelChart(
  levels: readonly LevelShare[],
  label: (level: string) => string,
  description: string,
): Chart {
  const bar = (of: "reference" | "current", width: string) => ({
    type: "bar" as const,
    data: levels.map((level) => level[of]),
    barWidth: width,
    barGap: "-100%",
    silent: true,
    itemStyle: { color: INK[of], opacity: of === "reference" ? 0.35 : 1 },
  });
  const reference = bar("reference", "84%");
  const current = bar("current", "30%");
  const option: ChartOption = {
    grid: PLOT,
    xAxis: [
      {
        type: "category",
        data: levels.map(({ level }) => axisName(label(level))),
        ...QUIET_AXIS,
        axisLine: { show: true, lineStyle: { color: INK.muted } },
        axisLabel: { ...QUIET_AXIS.axisLabel, hideOverlap: true },
      },
      // A second axis of the same categories: bars of different width can only lie on each other across axes.
      { type: "category", data: levels.map(({ level }) => level), show: false },
    ],
    yAxis: { ...shareAxis(), splitNumber: 3 },
    series: [reference, { ...current, xAxisIndex: 1 }],
  };
  const svg = renderSvg(option, { width: CHART_WIDTH, height: 190, description });
  const hover = hoverStrips(levels.length, (i) => ({
    where: label(levels[i].level),
    reference: formatPercent(levels[i].reference),
    current: formatPercent(levels[i].current),
  }));
  return { svg, hover };
}

/** Common categories, one row each: a slate dot for the reference, a blue one for current, the shift between them. */
export function levelDotChart(
  levels: readonly LevelShare[],
  label: (level: string) => string,
  description: string,
): Chart {
  const option: ChartOption = {
    grid: { ...PLOT, left: LABELS, right: 18, top: TOP },
    xAxis: {
      ...shareAxis(),
      min: 0,
      splitNumber: 3,
      axisLabel: { ...shareAxis().axisLabel, hideOverlap: true },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: levels.map(({ level }) => axisName(label(level))),
      ...QUIET_AXIS,
      axisLabel: {
        ...QUIET_AXIS.axisLabel,
        color: INK.ink,
        interval: 0,
      },
    },
    series: [{
      type: "custom",
      silent: true,
      encode: { x: [1, 2], y: 0 },
      data: levels.map((level, i) => [i, level.reference, level.current]),
      renderItem: (_, api) => {
        const [x1, y] = api.coord([api.value(1), api.value(0)]);
        const [x2] = api.coord([api.value(2), api.value(0)]);
        const dot = (x: number, fill: string) => ({
          type: "circle" as const,
          shape: { cx: x, cy: y, r: 4 },
          style: { fill },
        });
        return {
          type: "group",
          children: [
            {
              type: "line",
              shape: { x1, y1: y, x2, y2: y },
              style: { fill: "none", stroke: INK.current, lineWidth: 2, opacity: 0.45 },
            },
            dot(x1, INK.reference),
            dot(x2, INK.current),
          ],
        };
      },
    }],
  };
  const svg = renderSvg(option, { width: CHART_WIDTH, height: levels.length * ROW + 28, description });
  const hover = levels.map((level, i): HoverStrip => [
    TOP + i * ROW,
    label(level.level),
    formatPercent(level.reference),
    formatPercent(level.current),
  ]);
  return { svg, hover, rows: true };
}
