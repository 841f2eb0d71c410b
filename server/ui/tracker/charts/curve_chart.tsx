import { formatCount, formatCounted } from "../../../../lib/format.ts";
import type { Markup } from "../components/markup.ts";
import type { CurveOptions } from "./curve_options.ts";
import { CHART_SIZES, type CurvePicture, curvePicture, type CurveSeries } from "./curve_picture.ts";
import { valueText } from "./number_text.ts";

/** What {@linkcode CurveChart} takes. */
export interface CurveChartProps {
  /** Name of the metric. */
  readonly title: string;
  /** Where the title leads. */
  readonly href?: string;
  /** At least one. */
  readonly series: readonly CurveSeries[];
  /** How they are drawn. */
  readonly options: CurveOptions;
  /** One of many on a page unless told. */
  readonly size?: keyof typeof CHART_SIZES;
}

/** So many colours there are; further curves begin anew. */
export const SERIES_COLORS = 8;

/** Metric curves over each other. It is read without script; with charts.js by pointer and arrow keys too. */
export function CurveChart({ title, href, series, options, size = "small" }: CurveChartProps): Markup {
  const picture = curvePicture(series, options, CHART_SIZES[size]);
  return (
    <figure class={`curve ${size}`} data-hover={picture.hover} data-names={names(series)}>
      <figcaption>
        {href === undefined ? <strong>{title}</strong> : <a href={href}>{title}</a>}
      </figcaption>
      <Picture picture={picture} description={description(title, series)} />
      <p class="reading quiet">{sentence(series, options)}</p>
    </figure>
  );
}

/** Names of curves beside their colours. */
export function CurveLegend({ series }: { readonly series: readonly { readonly name: string }[] }): Markup {
  return (
    <ul class="legend">
      {series.map(({ name }, i) => (
        <li>
          <svg
            viewBox="0 0 24 12"
            width="24"
            height="12"
            aria-hidden="true"
            class={`series-${i % SERIES_COLORS}`}
          >
            <path class="line" d="M0 6H24" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function Picture({ picture, description }: { readonly picture: CurvePicture; readonly description: string }) {
  const { size, plot, xTicks, yTicks, lines } = picture;
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={description}>
      {yTicks.map(({ at, text }) => (
        <>
          <path class="grid" d={`M${plot.left} ${at}H${plot.right}`} />
          <text x={plot.left - 6} y={at + 4} text-anchor="end">{text}</text>
        </>
      ))}
      <path class="axis" d={`M${plot.left} ${plot.bottom}H${plot.right}`} />
      {xTicks.map(({ at, text }) => (
        <text x={at} y={size.height - 6} text-anchor={anchorOf(at, text, picture)}>{text}</text>
      ))}
      {lines.map((shape, i) => (
        <g class={`series-${i % SERIES_COLORS}${shape.smoothed === "" ? "" : " averaged"}`}>
          {shape.line !== "" && <path class="line" d={shape.line} />}
          {shape.smoothed !== "" && <path class="line average" d={shape.smoothed} />}
          {shape.dots.length > 0 && (
            <path
              class="dots"
              d={shape.dots.map(([x, y]) => `M${x} ${y}h0`).join("")}
            />
          )}
          {shape.marks.length > 0 && (
            <path
              class="odd"
              d={shape.marks.map(({ x, kind }) => MARKS[kind](x, plot)).join("")}
            />
          )}
        </g>
      ))}
      <path class="guide" d="" />
    </svg>
  );
}

/** A cross at the bottom for NaN, an arrow out of the plot for an infinity. */
const MARKS = {
  nan: (x: number, { bottom }: CurvePicture["plot"]) => `M${x - 3} ${bottom - 6}l6 6m-6 0l6 -6`,
  over: (x: number, { top }: CurvePicture["plot"]) => `M${x - 3} ${top + 5}l3 -5l3 5`,
  under: (x: number, { bottom }: CurvePicture["plot"]) => `M${x - 3} ${bottom - 5}l3 5l3 -5`,
} as const;

/** A word at the end of the axis ends there. */
function anchorOf(at: number, text: string, { size }: CurvePicture): "start" | "middle" | "end" {
  const half = text.length * 3.2;
  if (at + half > size.width) return "end";
  return at - half < 0 ? "start" : "middle";
}

function names(series: readonly CurveSeries[]): string {
  return series.length === 1
    ? ""
    : series.map(({ name }) => name.replace(/\s+/g, " ").slice(0, 60)).join("\t");
}

/** Counts and bounds of all curves together. */
function totals(series: readonly CurveSeries[]) {
  const curves = series.map(({ curve }) => curve);
  const known = curves.flatMap(({ low, high }) => [low, high]).filter((value) => value !== null);
  return {
    points: curves.reduce((total, { points }) => total + points, 0),
    odd: curves.reduce((total, { odd }) => total + odd, 0),
    low: known.length === 0 ? null : Math.min(...known),
    high: known.length === 0 ? null : Math.max(...known),
  };
}

function range(low: number | null, high: number | null): string {
  if (low === null || high === null) return "no finite value";
  return low === high ? valueText(low) : `${valueText(low)} to ${valueText(high)}`;
}

function description(title: string, series: readonly CurveSeries[]): string {
  const { points, low, high } = totals(series);
  const of = series.length > 1 ? ` of ${formatCount(series.length)} runs` : "";
  return `Curve of ${title}${of}: ${range(low, high)}, ${formatCounted(points, "point")}`;
}

/** Says also what the picture cannot show. */
function sentence(series: readonly CurveSeries[], { scale }: CurveOptions): string {
  const { points, odd, low, high } = totals(series);
  const below = scale === "log" && low !== null && low <= 0 ? ", those at or below 0 are not shown" : "";
  return `${range(low, high)} · ${formatCounted(points, "point")}${
    odd > 0 ? `, ${formatCount(odd)} not finite` : ""
  }${below}`;
}
