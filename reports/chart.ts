import {
  BarChart,
  type BarSeriesOption,
  CustomChart,
  type CustomSeriesOption,
  LineChart,
} from "echarts/charts";
import type { LineSeriesOption } from "echarts/charts";
import { GridComponent, type GridComponentOption } from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeHtml, raw, type SafeHtml } from "../lib/html.ts";

use([BarChart, CustomChart, LineChart, GridComponent, SVGRenderer]);

/** What a chart may be made of: only the parts of ECharts that are loaded. */
export type ChartOption = ComposeOption<
  BarSeriesOption | CustomSeriesOption | LineSeriesOption | GridComponentOption
>;

/** Size in CSS pixels and the sentence read to people who cannot see the chart. */
export interface ChartFrame {
  /** CSS pixels. */
  readonly width: number;
  /** CSS pixels. */
  readonly height: number;
  /** A sentence without a full stop. */
  readonly description: string;
}

/** Colours of charts: names of the page's tokens, so that a drawn chart follows the theme. */
export const INK = {
  reference: "var(--reference)",
  current: "var(--current)",
  muted: "var(--muted)",
  rule: "var(--rule)",
  ink: "var(--ink)",
} as const;

/** An axis as quiet as it can be: hairlines and small labels. Spread it, then add what the chart needs. */
export const QUIET_AXIS = {
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: INK.rule, width: 1 } },
  axisLabel: { color: INK.muted, fontSize: 11, fontFamily: "inherit" },
} as const;

/** Draws a chart without a browser, as one `<svg>` that scales down with its column. */
export function renderSvg(option: ChartOption, frame: ChartFrame): SafeHtml {
  const chart = init(null, null, {
    renderer: "svg",
    ssr: true,
    width: frame.width,
    height: frame.height,
  });
  try {
    chart.setOption({ animation: false, ...option });
    return raw(trim(chart.renderToSVGString(), frame));
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what only ECharts' own script in a browser needs, what the page's stylesheet says once for every chart, and
 * decimals under a tenth of a pixel: more than half of the bytes. Classes and clip paths go too, because their names
 * would clash on a page of many charts; no chart draws beyond its axes, so none needs clipping.
 */
function trim(svg: string, frame: ChartFrame): string {
  const body = svg
    .slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"))
    .replace(/<(style|defs)[\s\S]*?<\/\1>/g, "")
    .replace(/^\s*<rect [^>]*fill="none"><\/rect>/, "")
    .replace(/ (?:class|clip-path|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replace(/ (?:style="font-size:11px;font-family:inherit;"|dominant-baseline="central")/g, "")
    .replace(/ (?:d|transform|points)="[^"]*"/g, (geometry) => geometry.replace(/(\.\d)\d+/g, "$1"))
    .replace(/(<\w[^<>]*)><\/\w+>/g, "$1/>")
    .replace(/\n+/g, "");
  return `<svg viewBox="0 0 ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}" ` +
    `role="img" aria-label="${escapeHtml(frame.description)}">${body}</svg>`;
}

/**
 * A name as one short line at an axis. Cut by characters, because without a browser the width of a text is only guessed;
 * the tables beside the charts have the whole name.
 */
export function axisName(name: string): string {
  const characters = [...name.replace(/\s+/g, " ")];
  return characters.length <= 22 ? characters.join("") : `${characters.slice(0, 21).join("")}…`;
}
