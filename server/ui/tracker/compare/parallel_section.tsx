import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { type Axis, axisOf } from "./axis.ts";
import { type ColourScale, colourScale, TONES } from "./colour_scale.ts";
import { MOST_AXES } from "./compare_query.ts";
import { DimensionSelect, offeredDimensions } from "./dimension_select.tsx";
import type { Dimension } from "./dimensions.ts";
import { KeptFields } from "./kept_fields.tsx";
import type { Comparison } from "./read_comparison.ts";
import { ValuesTwin } from "./values_twin.tsx";

const HEIGHT = 360, TOP = 44, BOTTOM = 300;
/** Where runs without a value pass. */
const NOWHERE = 334;
const WIDTH = 1136, SIDE = 84;
/** So many checkboxes are offered. */
const MOST_OFFERED = 200;

/** Runs as lines through several dimensions side by side. */
export function Parallel(comparison: Comparison): Markup | null {
  const { dimensions, chosen: { axes, colour }, params, runs } = comparison;
  if (dimensions.length < 2) return null;
  const scale = colour && colourScale(colour);
  return (
    <section aria-labelledby="parallel">
      <h2 id="parallel">All along</h2>
      <form method="get" action="/compare#parallel" class="choices">
        <KeptFields params={params} except={["axes", "colour"]} />
        <DimensionSelect
          name="colour"
          label="Coloured by"
          dimensions={dimensions.filter(({ values }) => values)}
          chosen={colour}
          none="nothing"
        />
        <AxisChoice dimensions={dimensions} chosen={axes} />
        <button type="submit">Draw</button>
      </form>
      {axes.length < 2 ? <p class="quiet">Choose two axes or more.</p> : (
        <>
          <figure>
            <div class="wide" tabindex={0} role="region" aria-label="Chart of parallel axes">
              <ParallelChart
                axes={axes.map((dimension) => axisOf(dimension, runs.length, 5))}
                runs={runs}
                scale={scale}
              />
            </div>
            <figcaption class="quiet">
              {scale && <ColourLegend scale={scale} />}{" "}
              Run 1, the baseline, is thick. A line below the axes has no value there.
            </figcaption>
          </figure>
          <ValuesTwin runs={runs} dimensions={colour && !axes.includes(colour) ? [...axes, colour] : axes} />
        </>
      )}
    </section>
  );
}

function AxisChoice(
  { dimensions, chosen }: {
    readonly dimensions: readonly Dimension[];
    readonly chosen: readonly Dimension[];
  },
) {
  return (
    <details class="axis-choice">
      <summary>Axes</summary>
      <fieldset>
        <legend class="quiet">Up to {MOST_AXES}</legend>
        {offeredDimensions(dimensions, MOST_OFFERED, chosen).map((dimension) => (
          <label>
            <input type="checkbox" name="axes" value={dimension.name} checked={chosen.includes(dimension)} />
            {" "}
            {cutText(dimension.title, 60)} <span class="quiet">{dimension.kind}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}

interface ParallelChartProps {
  readonly axes: readonly Axis[];
  readonly runs: Comparison["runs"];
  readonly scale: ColourScale | undefined;
}

function ParallelChart({ axes, runs, scale }: ParallelChartProps) {
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

function ColourLegend({ scale: { title, ends } }: { readonly scale: ColourScale }) {
  if (ends === undefined) return <>No run has a number in {cutText(title, 60)}.</>;
  return (
    <span class="tones">
      {cutText(title, 60)} {ends[0]}{" "}
      <svg
        viewBox={`0 0 ${20 * TONES} 12`}
        width={20 * TONES}
        height="12"
        role="img"
        aria-label="tones from the least to the greatest"
      >
        {Array.from(
          { length: TONES },
          (_, i) => <rect class={`tone-${i}`} x={20 * i} width="20" height="12" />,
        )}
      </svg>{" "}
      {ends[1]}.
    </span>
  );
}
