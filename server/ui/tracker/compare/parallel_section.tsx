import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { axisOf } from "./axis.ts";
import { type ColourScale, colourScale, TONES } from "./colour_scale.ts";
import { MOST_AXES } from "./compare_query.ts";
import { DimensionSelect, offeredDimensions } from "./dimension_select.tsx";
import type { Dimension } from "./dimensions.ts";
import { KeptFields } from "./kept_fields.tsx";
import type { Comparison } from "./read_comparison.ts";
import { ParallelChart } from "./parallel_chart.tsx";
import { ValuesTwin } from "./values_twin.tsx";

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
