import { chartScale } from "../charts/chart_scale.ts";
import { tickTexts } from "../charts/number_text.ts";
import type { Dimension } from "./dimensions.ts";

/** A dimension laid out along a line from 0 to 1. */
export interface Axis {
  /** What is laid out. */
  readonly dimension: Dimension;
  /** Whether equal ways are equal factors. */
  readonly log: boolean;
  /** Words along the line. */
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
  /** Where each run lies; undefined where it has nothing, or NaN or an infinity. */
  readonly places: readonly (number | undefined)[];
}

/** Values this many times apart are told apart only by factors. */
const LOG_FROM = 1000;
/** So many words at most stand along a line. */
const MOST_WORDS = 24;

/** Lays out a dimension of so many runs. @param count of ticks, or about */
export function axisOf(dimension: Dimension, runs: number, count: number): Axis {
  return dimension.values === undefined
    ? wordAxis(dimension, runs)
    : numberAxis(dimension, dimension.values, count);
}

function numberAxis(dimension: Dimension, values: readonly (number | undefined)[], count: number): Axis {
  const finite = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (finite.length === 0) return { dimension, log: false, ticks: [], places: values.map(() => undefined) };
  const low = Math.min(...finite), high = Math.max(...finite);
  const log = low > 0 && high / low >= LOG_FROM;
  const scale = chartScale(log ? "log" : "linear", low, high, count), texts = tickTexts(scale.ticks);
  return {
    dimension,
    log,
    ticks: scale.ticks.map((tick, i) => ({ place: scale.place(tick), text: texts[i] })),
    places: values.map((value) =>
      value === undefined || !Number.isFinite(value) ? undefined : scale.place(value)
    ),
  };
}

/** Words lie at equal ways, by letter. */
function wordAxis(dimension: Dimension, runs: number): Axis {
  const texts = Array.from({ length: runs }, (_, run) => dimension.text(run));
  const words = [...new Set(texts.filter((text) => text !== undefined))].sort((a, b) => a < b ? -1 : 1);
  const places = new Map(words.map((word, i) => [word, (i + 0.5) / words.length]));
  const every = Math.ceil(words.length / MOST_WORDS);
  return {
    dimension,
    log: false,
    ticks: words.filter((_, i) => i % every === 0).map((text) => ({ place: places.get(text)!, text })),
    places: texts.map((text) => text === undefined ? undefined : places.get(text)),
  };
}
