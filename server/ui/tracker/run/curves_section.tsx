import { formatCount } from "../../../../lib/format.ts";
import type { Run } from "../../../../tracking/run.ts";
import { CurveChart } from "../charts/curve_chart.tsx";
import { CurveControls } from "../charts/curve_controls.tsx";
import { changedQuery } from "../charts/curve_options.ts";
import type { Markup } from "../components/markup.ts";
import { CURVES_ON_PAGE, type CurvesView } from "./curves_view.ts";
import { metricPath } from "./run_links.ts";

/** What {@linkcode CurvesSection} takes. */
export interface CurvesSectionProps {
  /** Id of the section. */
  readonly id: string;
  /** What the curves are of. */
  readonly title: string;
  /** Whose they are. */
  readonly run: Run;
  /** Those to draw. */
  readonly view: CurvesView;
  /** Of the page's URL. */
  readonly query: URLSearchParams;
}

/** Curves in small multiples, page by page. */
export function CurvesSection({ id, title, run, view, query }: CurvesSectionProps): Markup {
  const { curves, options, count, pages, page, wanted } = view;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div class="curve-head">
        <CurveControls options={options} query={query} anchor={id} />
        {(pages > 1 || wanted !== "") && <CurveSearch id={id} wanted={wanted} query={query} />}
      </div>
      {count === 0 && <p class="quiet">No metric has {wanted} in its name.</p>}
      <div class="curves" id={`${id}-charts`} data-live>
        {curves.map((curve) => (
          <CurveChart
            title={curve.key}
            href={metricPath(run.runId, curve.key)}
            series={[{ name: curve.key, curve, start: run.startTime }]}
            options={options}
          />
        ))}
      </div>
      {pages > 1 && (
        <nav class="pages" aria-label={`Pages of ${title.toLowerCase()}`}>
          {page > 1 && <a href={`${pageQuery(query, page - 1)}#${id}`} rel="prev">← Before</a>}
          <span class="quiet">
            {`${formatCount((page - 1) * CURVES_ON_PAGE + 1)} to ${
              formatCount(Math.min(count, page * CURVES_ON_PAGE))
            } of ${formatCount(count)}`}
          </span>
          {page < pages && <a href={`${pageQuery(query, page + 1)}#${id}`} rel="next">After →</a>}
        </nav>
      )}
    </section>
  );
}

function CurveSearch(
  { id, wanted, query }: { readonly id: string; readonly wanted: string; readonly query: URLSearchParams },
) {
  const kept = [...query].filter(([name]) => name !== "key" && name !== "curves");
  return (
    <form class="curve-search" action={`#${id}`}>
      {kept.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <label for={`${id}-key`}>Metrics with</label>{" "}
      <input id={`${id}-key`} type="search" name="key" value={wanted} /> <button type="submit">Show</button>
    </form>
  );
}

function pageQuery(query: URLSearchParams, page: number): string {
  return changedQuery(query, { curves: page === 1 ? undefined : String(page) }) || "?";
}
