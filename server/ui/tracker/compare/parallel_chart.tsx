import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import type { Axis } from "./axis.ts";
import type { ColourScale } from "./colour_scale.ts";
import type { Comparison } from "./read_comparison.ts";

const HEIGHT = 360, TOP = 44, BOTTOM = 300;
/** Where runs without a value pass. */
const NOWHERE = 334;
const WIDTH = 1136, SIDE = 84;

/** What {@linkcode ParallelChart} takes. */
export interface ParallelChartProps {
  /** At least two. */
  readonly axes: readonly Axis[];
  /** The first is drawn thick. */
  readonly runs: Comparison["runs"];
  /** Undefined for one colour. */
  readonly scale: ColourScale | undefined;
}

/** Axes side by side, a line for each run. */
export function ParallelChart({ axes, runs, scale }: ParallelChartProps): Markup {
  const left = (i: number) => Math.round(SIDE + i * (WIDTH - 2 * SIDE) / (axes.length - 1));
  const top = (place: number | undefined) =>
    place === undefined ? NOWHERE : Math.round((BOTTOM - place * (BOTTOM - TOP)) * 10) / 10;
  const lineOf = (run: number) =>
    axes.map(({ places }, i) => `${i === 0 ? "M" : "L"}${left(i)} ${top(places[run])}`).join("");
  const order = runs.map((_, i) => i).reverse(); // the baseline on top
  const letters = Math.max(6, Math.floor((WIDTH - 2 * SIDE) / (axes.length - 1) / 7) - 2);
  const words = `${runs.length} runs along ${axes.map(({ dimension }) => dimension.title).join(", ")}`;
  return (
    <svg class="parallel" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={cutText(words, 300)}>
      {axes.map((axis, i) => (
        <g>
          <path class="axis" d={`M${left(i)} ${TOP}V${BOTTOM}`} />
          {axis.places.some((place) => place === undefined) && (
            <path class="axis nowhere" d={`M${left(i) - 6} ${NOWHERE}h12`} />
          )}
          <text
            class="title"
            x={left(i)}
            y={i % 2 === 1 && letters < 16 ? 12 : 26}
            text-anchor={anchorOf(i, axes.length)}
          >
            {cutText(axis.dimension.title, Math.max(14, letters))}
            {axis.log ? " (log)" : ""}
          </text>
        </g>
      ))}
      <g class={runs.length > 30 ? "lines many" : "lines"}>
        {order.map((run) => (
          <g class={`${toneClass(scale, run)}${run === 0 ? " base" : ""}`}>
            <path class="hit" d={lineOf(run)} />
            <path class="line" d={lineOf(run)} />
            <title>{lineWords(runs[run].name, run, axes)}</title>
          </g>
        ))}
      </g>
      {axes.map((axis, i) =>
        axis.ticks.map(({ place, text }) => (
          <text
            class="tick"
            x={left(i) + (i === 0 ? -6 : 6)}
            y={top(place) + 4}
            text-anchor={i === 0 ? "end" : "start"}
          >
            {cutText(text, i === 0 || i === axes.length - 1 ? 10 : Math.min(16, letters))}
          </text>
        ))
      )}
    </svg>
  );
}

function anchorOf(i: number, count: number): "start" | "middle" | "end" {
  return i === 0 ? "start" : i === count - 1 ? "end" : "middle";
}

function toneClass(scale: ColourScale | undefined, run: number): string {
  if (scale === undefined) return "tone-plain";
  const tone = scale.tones[run];
  return tone === undefined ? "tone-none" : `tone-${tone}`;
}

function lineWords(name: string, run: number, axes: readonly Axis[]): string {
  const values = axes.map(({ dimension: { title, text } }) =>
    `${cutText(title, 40)} ${cutText(text(run) ?? "–", 40)}`
  );
  return `${run + 1} ${cutText(name, 80)}: ${values.join(", ")}`;
}
