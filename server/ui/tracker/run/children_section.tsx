import { valueText } from "../charts/number_text.ts";
import { comparePath } from "../compare/compare_query.ts";
import type { Markup } from "../components/markup.ts";
import { StatusMark } from "../components/status_mark.tsx";
import { duration } from "./run_head.tsx";
import { runPath } from "./run_links.ts";
import { MOST_CHILDREN, type RunView } from "./run_view.ts";

/** Runs below this one, at least one, with its main metrics. */
export function ChildrenSection({ view }: { readonly view: RunView }): Markup {
  const { run, children } = view;
  const shown = children.slice(0, MOST_CHILDREN);
  const metrics = [...new Set(shown.flatMap(({ metrics }) => [...metrics.keys()]))].sort();
  const filter = `tags."mlflow.parentRunId" = '${run.runId}'`;
  return (
    <section aria-labelledby="children">
      <h2 id="children">
        Runs below this one{" "}
        <span class="quiet count">{shown.length < children.length ? "" : shown.length}</span>
      </h2>
      <div class="wide" tabindex={0} role="region" aria-label="Table of runs below this one">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Status</th>
              <th scope="col" class="figure">Took</th>
              {metrics.map((key) => (
                <th scope="col" class="figure">
                  {key}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((child) => (
              <tr>
                <th scope="row">
                  <a href={runPath(child.runId)}>{child.name}</a>
                </th>
                <td>
                  <StatusMark status={child.status} />
                </td>
                <td class="figure">{duration(child)}</td>
                {metrics.map((key) => (
                  <td class="figure">
                    {child.metrics.has(key) ? valueText(child.metrics.get(key)!) : "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="links">
        <a href={comparePath(new URLSearchParams(), shown.map(({ runId }) => runId))}>Compare them</a>
        <a href={`/experiments/${run.experimentId}?filter=${encodeURIComponent(filter)}`}>
          {shown.length < children.length
            ? "All of them in the table of runs"
            : "The same in the table of runs"}
        </a>
      </p>
    </section>
  );
}
