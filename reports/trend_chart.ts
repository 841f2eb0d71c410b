import { html, raw, type SafeHtml } from "../lib/html.ts";

/** One number over windows. */
export interface TrendFigure {
  /** One a window, in the order of time; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Such as the window and its value, shown when one is pointed at; one a window. */
  readonly titles: readonly string[];
  /** Of the first window after a change of level. */
  readonly changes: readonly number[];
  /** A level to compare with: a threshold, the reference's value. */
  readonly level?: number;
  /** All of it in a sentence, for people who cannot see it. */
  readonly description: string;
}

const STEP = 10;
const HEIGHT = 60;

/** The greatest value that a chart of these must hold: that of its upper edge. */
export function trendTop({ values, level = 0 }: Pick<TrendFigure, "values" | "level">): number {
  const top = Math.max(level, ...values.map((value) => value ?? 0));
  return top > 0 ? top * 1.08 : 1; // a little air above the highest
}

/**
 * A line over windows, from zero to {@linkcode trendTop}. It has no words, so that it can be stretched to any width: what stands at its
 * axes is for the page to write. A window without a value is a gap.
 */
export function trendChart(figure: TrendFigure): SafeHtml {
  const { values, titles, changes, level, description } = figure;
  const width = values.length * STEP, top = trendTop(figure);
  const x = (index: number) => index * STEP + STEP / 2;
  const y = (value: number) => Math.round((1 - Math.max(value, 0) / top) * HEIGHT * 10) / 10;
  const places = values.map((value, index) => value === null ? undefined : `${x(index)} ${y(value)}`);
  const line = places.map((place, index) =>
    place === undefined ? "" : `${places[index - 1] === undefined ? "M" : "L"}${place}`
  ).join("");
  const dots = places.map((place) => place === undefined ? "" : `M${place}h0`).join("");
  return html`
    <svg
      class="trend"
      viewBox="0 0 ${width} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${description}"
    >
      <path class="trend-base" d="M0 ${HEIGHT}H${width}" />
      ${level !== undefined && raw(`<path class="trend-level" d="M0 ${y(level)}H${width}"/>`)} ${raw(
        changes.map((index) => `<path class="trend-change" d="M${index * STEP} 0V${HEIGHT}"/>`).join(""),
      )} ${raw(`<path class="trend-line" d="${line}"/><path class="trend-dots" d="${dots}"/>`)} ${titles.map((
        title,
        index,
      ) => pointedAt(index, title))}
    </svg>
  `;
}

/** How high a verdict's mark is, so that colour is not alone. */
const HEIGHTS: Readonly<Record<string, number>> = { ok: 12, warning: 36, alert: HEIGHT };

/** Verdicts over windows as one strip: the worse, the higher. */
export function verdictStrip(
  { verdicts, titles, description }: Pick<TrendFigure, "titles" | "description"> & {
    readonly verdicts: readonly string[];
  },
): SafeHtml {
  return html`
    <svg
      class="trend"
      viewBox="0 0 ${verdicts.length * STEP} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${description}"
    >
      ${verdicts.map((verdict, index) => {
        const height = HEIGHTS[verdict] ?? HEIGHT;
        return html`
          <rect class="strip-${verdict}" x="${index * STEP + 1}" y="${HEIGHT - height}" width="${STEP -
            2}" height="${height}" />
        `;
      })} ${titles.map((title, index) => pointedAt(index, title))}
    </svg>
  `;
}

/** Says what a window is when its place is pointed at. */
function pointedAt(index: number, title: string): SafeHtml {
  return html`
    <rect class="trend-place" x="${index * STEP}" width="${STEP}" height="${HEIGHT}">
      <title>${title}</title>
    </rect>
  `;
}
