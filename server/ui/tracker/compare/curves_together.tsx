import { CurveChart, CurveLegend } from "../charts/curve_chart.tsx";
import { CurveControls } from "../charts/curve_controls.tsx";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { MOST_CHARTS } from "./compare_query.ts";
import { KeptFields } from "./kept_fields.tsx";
import type { Comparison } from "./read_comparison.ts";

/** So many names stand beside their colours; hovering tells the others. */
const MOST_NAMES = 24;
const MOST_OFFERED = 200;

/** Curves of metrics, those of all runs in one chart. */
export function CurvesTogether(comparison: Comparison): Markup | null {
  const { curves, curveOptions, params, rows } = comparison;
  if (rows.metrics.length === 0) return null;
  const named = curves.toSorted((a, b) => b.series.length - a.series.length)[0]?.series ?? [];
  return (
    <section aria-labelledby="curves">
      <h2 id="curves">Curves together</h2>
      <MetricChoice {...comparison} />
      {curves.length === 0
        ? (
          <p class="quiet">
            No metric of these runs has more than one point; a chosen one is drawn all the same.
          </p>
        )
        : (
          <>
            <CurveControls options={curveOptions} query={params} anchor="curves" />
            {named.length <= MOST_NAMES && (
              <CurveLegend series={named.map(({ name }) => ({ name: cutText(name, 60) }))} />
            )}
            <div class={curves.length > 1 ? "curves" : undefined}>
              {curves.map(({ key, series }) => (
                <CurveChart
                  title={key}
                  series={series}
                  options={curveOptions}
                  size={curves.length > 1 ? "small" : "large"}
                />
              ))}
            </div>
          </>
        )}
    </section>
  );
}

function MetricChoice({ params, rows, curves }: Comparison) {
  const drawn = new Set(curves.map(({ key }) => key));
  const offered = rows.metrics.map(({ key }) => key).sort((a, b) =>
    Number(drawn.has(b)) - Number(drawn.has(a))
  );
  return (
    <form method="get" action="/compare#curves" class="choices">
      <KeptFields params={params} except={["metric"]} />
      <details class="axis-choice">
        <summary>Metrics</summary>
        <fieldset>
          <legend class="quiet">Up to {MOST_CHARTS}</legend>
          {offered.slice(0, MOST_OFFERED).map((key) => (
            <label>
              <input type="checkbox" name="metric" value={key} checked={drawn.has(key)} /> {cutText(key, 60)}
            </label>
          ))}
        </fieldset>
      </details>
      <button type="submit">Draw</button>
    </form>
  );
}
