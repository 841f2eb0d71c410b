import { formatCounted } from "../../../../lib/format.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { runPath } from "../run/run_links.ts";
import { type Axis, axisOf } from "./axis.ts";
import { DimensionSelect } from "./dimension_select.tsx";
import { KeptFields } from "./kept_fields.tsx";
import type { Comparison } from "./read_comparison.ts";
import { ValuesTwin } from "./values_twin.tsx";

const SIZE = { width: 720, height: 400 };
const PLOT = { left: 96, right: 690, top: 16, bottom: 346 };
/** So many runs have their names beside their points; of more, only the numbers. */
const MOST_NAMES = 8;

/** From here on labels stand left of their points. */
const LABEL_TURN = 560;

/** Runs as points between two dimensions. */
export function Scatter(comparison: Comparison): Markup | null {
  const { dimensions, chosen: { x, y }, params, runs } = comparison;
  if (x === undefined || y === undefined) return null;
  return (
    <section aria-labelledby="scatter">
      <h2 id="scatter">One against the other</h2>
      <form method="get" action="/compare#scatter" class="choices">
        <KeptFields params={params} except={["x", "y"]} />
        <DimensionSelect name="x" label="Across" dimensions={dimensions} chosen={x} />
        <DimensionSelect name="y" label="Up" dimensions={dimensions} chosen={y} />
        <button type="submit">Draw</button>
      </form>
      <figure class="scatter-figure">
        <ScatterChart x={axisOf(x, runs.length, 8)} y={axisOf(y, runs.length, 6)} runs={runs} />
      </figure>
      <ValuesTwin runs={runs} dimensions={[x, y]} />
    </section>
  );
}

interface ScatterChartProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly runs: Comparison["runs"];
}

function ScatterChart({ x, y, runs }: ScatterChartProps) {
  const left = (place: number) => round(PLOT.left + place * (PLOT.right - PLOT.left));
  const top = (place: number) => round(PLOT.bottom - place * (PLOT.bottom - PLOT.top));
  const points = runs.flatMap((run, i) => {
    const across = x.places[i], up = y.places[i];
    return across === undefined || up === undefined ? [] : [{ run, i, x: left(across), y: top(up) }];
  }).reverse(); // the baseline on top
  const missing = runs.length - points.length;
  const title = `${y.dimension.title} against ${x.dimension.title}`;
  return (
    <>
      <div class="wide" tabindex={0} role="region" aria-label="Scatter chart">
        <svg
          class="scatter"
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          role="group"
          aria-label={`${cutText(title, 200)}: ${formatCounted(points.length, "run")}`}
        >
          {y.ticks.map(({ place, text }) => (
            <>
              <path class="grid" d={`M${PLOT.left} ${top(place)}H${PLOT.right}`} />
              <text x={PLOT.left - 8} y={top(place) + 4} text-anchor="end">{cutText(text, 12)}</text>
            </>
          ))}
          {x.ticks.map(({ place, text }, i) => (
            <>
              <path class="grid" d={`M${left(place)} ${PLOT.top}V${PLOT.bottom}`} />
              <text
                x={left(place)}
                y={PLOT.bottom + (isWords(x) && i % 2 === 1 ? 32 : 18)}
                text-anchor="middle"
              >
                {cutText(text, 12)}
              </text>
            </>
          ))}
          <text class="title" x={PLOT.right} y={SIZE.height - 6} text-anchor="end">{axisTitle(x)} →</text>
          <text class="title" x={4} y={11}>↑ {axisTitle(y)}</text>
          {points.map(({ run, i, x: cx, y: cy }) => (
            <a href={runPath(run.runId)} aria-label={pointWords(run.name, i, x, y)}>
              <circle class="hit" cx={cx} cy={cy} r={12} />
              <circle class={i === 0 ? "point base" : "point"} cx={cx} cy={cy} r={4.5} />
              <text
                class="label"
                x={cx > LABEL_TURN ? cx - 8 : cx + 8}
                y={cy + 4}
                text-anchor={cx > LABEL_TURN ? "end" : "start"}
              >
                {runs.length <= MOST_NAMES ? `${i + 1} ${cutText(run.name, 20)}` : i + 1}
              </text>
              <title>{pointWords(run.name, i, x, y)}</title>
            </a>
          ))}
        </svg>
      </div>
      <figcaption class="quiet">
        Run 1, the baseline, stands out. A point leads to its run.
        {missing > 0 &&
          ` ${formatCounted(missing, "run")} ${missing === 1 ? "has" : "have"} no value in one of the two.`}
      </figcaption>
    </>
  );
}

function isWords({ dimension }: Axis): boolean {
  return dimension.values === undefined;
}

function axisTitle({ dimension, log }: Axis): string {
  return `${cutText(dimension.title, 60)}${log ? " (log)" : ""}`;
}

function pointWords(name: string, i: number, x: Axis, y: Axis): string {
  const value = ({ dimension }: Axis) =>
    `${cutText(dimension.title, 60)} ${cutText(dimension.text(i) ?? "–", 60)}`;
  return `${i + 1} ${cutText(name, 80)}: ${value(x)}, ${value(y)}`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
