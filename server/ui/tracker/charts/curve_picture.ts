import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";
import type { Curve } from "../../../../tracking/curves.ts";
import { chartScale, ROUND_TIMES, tightScale } from "./chart_scale.ts";
import type { CurveOptions } from "./curve_options.ts";
import { type CurveShape, curveShape, linePath, type Projection } from "./curve_shape.ts";
import { hoverLines } from "./hover_lines.ts";
import { placeText, tickTexts } from "./number_text.ts";
import { smooth } from "./smooth.ts";

/** A curve in a chart, and whose it is. */
export interface CurveSeries {
  /** What tells it from the others, such as the name of the run. */
  readonly name: string;
  /** Its points. */
  readonly curve: Curve;
  /** Where time begins for it, milliseconds since 1970 UTC: its own first point unless told. */
  readonly start?: number;
}

/** Pixels of a chart. */
export interface ChartSize {
  /** Of the whole picture. */
  readonly width: number;
  /** Of the whole picture. */
  readonly height: number;
}

/** One of many on a page, or the only one. */
export const CHART_SIZES = {
  small: { width: 360, height: 150 },
  large: { width: 1120, height: 360 },
} as const satisfies Record<string, ChartSize>;

/** A word at an axis. */
export interface Tick {
  /** Pixels from the left or from the top. */
  readonly at: number;
  /** What it says. */
  readonly text: string;
}

/** Everything that is drawn in a chart, in pixels. */
export interface CurvePicture {
  /** Of the whole picture. */
  readonly size: ChartSize;
  /** The plot's edges. */
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  /** Below the plot. */
  readonly xTicks: readonly Tick[];
  /** Beside the plot. */
  readonly yTicks: readonly Tick[];
  /** One for each series: its points, and the average over them where one was asked for. */
  readonly lines: readonly (CurveShape & { readonly smoothed: string })[];
  /** What is read at each place, as the script takes it. */
  readonly hover: string;
}

const TOP = 8, BOTTOM = 22, RIGHT = 10;
const LETTER = 6.4; // pixels, of figures at 11 px

/** Lays out some curves in one chart. */
export function curvePicture(
  series: readonly CurveSeries[],
  { axis, scale, smoothing }: CurveOptions,
  size: ChartSize,
): CurvePicture {
  const moved = series.map((one) => ({ name: one.name, buckets: fromStart(one, axis) }));
  const all = moved.flatMap(({ buckets }) => buckets);
  const values = valueScale(all, scale, size);
  const yTexts = tickTexts(values.ticks);
  const left = 12 + LETTER * Math.max(2, ...yTexts.map((text) => text.length));
  const plot = { left: Math.round(left), right: size.width - RIGHT, top: TOP, bottom: size.height - BOTTOM };
  const places = tightScale(
    least(all, ({ from }) => from),
    most(all, ({ to }) => to),
    size.width / 75,
    axis === "time" ? ROUND_TIMES : undefined,
  );
  const projection: Projection = {
    x: (place) => plot.left + places.place(place) * (plot.right - plot.left),
    y: (value) => plot.bottom - values.place(value) * (plot.bottom - plot.top),
  };
  return {
    size,
    plot,
    xTicks: placeTicks(places.ticks, axis).map(({ at, text }) => ({
      at: Math.round(projection.x(at)),
      text,
    })),
    yTicks: values.ticks.map((tick, i) => ({ at: Math.round(projection.y(tick)), text: yTexts[i] })),
    lines: moved.map(({ buckets }) => ({
      ...curveShape(buckets, projection),
      smoothed: smoothing > 0 ? linePath(buckets, smooth(buckets, smoothing), projection) : "",
    })),
    hover: hoverLines(moved.map(({ buckets }) => buckets), axis, projection.x),
  };
}

/** Times count from the beginning of each series, so that runs of different days lie over each other. */
function fromStart({ curve, start }: CurveSeries, axis: CurveOptions["axis"]): readonly CurveBucket[] {
  if (axis === "step") return curve.buckets;
  const first = start ?? curve.buckets[0]?.from ?? 0;
  return curve.buckets.map((bucket) => ({ ...bucket, from: bucket.from - first, to: bucket.to - first }));
}

function valueScale(buckets: readonly CurveBucket[], scale: CurveOptions["scale"], { height }: ChartSize) {
  const known = buckets.flatMap(({ low, high }) => [low, high]).filter((value) => value !== null);
  const shown = scale === "log" ? known.filter((value) => value > 0) : known;
  if (shown.length === 0) return { place: () => NaN, ticks: [] };
  const [low, high] = [least(shown, (value) => value), most(shown, (value) => value)];
  return chartScale(scale, low, high, height / 45);
}

/** Steps have no halves, and times are said in whole units. */
function placeTicks(ticks: readonly number[], axis: CurveOptions["axis"]): Tick[] {
  const whole = axis === "step" ? ticks.filter((tick) => Number.isInteger(tick)) : ticks;
  const texts = whole.map((at) => ({ at, text: placeText(axis, at) }));
  return texts.filter(({ text }, i) => texts.findIndex((other) => other.text === text) === i);
}

function least<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((found, item) => Math.min(found, valueOf(item)), Infinity);
}

function most<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((found, item) => Math.max(found, valueOf(item)), -Infinity);
}
