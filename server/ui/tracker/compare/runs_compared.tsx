import { formatElapsed } from "../../../../lib/format.ts";
import type { RunValues } from "../../../../tracking/run_values.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { StatusMark } from "../components/status_mark.tsx";
import { TimeText } from "../components/time_text.tsx";
import { runPath } from "../run/run_links.ts";
import { comparePath } from "./compare_query.ts";
import type { Comparison } from "./read_comparison.ts";

/** The runs with the numbers that stand for them below, and the ways to change what is compared. */
export function RunsCompared({ runs, experiments, params }: Comparison): Markup {
  const ids = runs.map(({ runId }) => runId);
  const first = (id: string) => comparePath(params, [id, ...ids.filter((other) => other !== id)]);
  const without = (id: string) => comparePath(params, ids.filter((other) => other !== id));
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      <div class="wide tall" tabindex={0} role="region" aria-label="Compared runs">
        <table class="compared-runs">
          <thead>
            <tr>
              <th scope="col" class="figure">No.</th>
              <th scope="col">Run</th>
              <th scope="col">Status</th>
              {experiments.size > 1 && <th scope="col">Experiment</th>}
              <th scope="col">Started</th>
              <th scope="col" class="figure">Took</th>
              <th scope="col">Baseline</th>
              <th scope="col">
                <span class="unseen">Leave out</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run, i) => (
              <tr>
                <td class="figure">{i + 1}</td>
                <th scope="row" class="words">
                  <a href={runPath(run.runId)}>{cutText(run.name, 120)}</a>
                  {run.deletedAt !== null && <span class="is-warning">▲ deleted</span>}
                </th>
                <td>
                  <StatusMark status={run.status} />
                </td>
                {experiments.size > 1 && (
                  <td class="words">
                    <a href={`/experiments/${run.experimentId}`}>
                      {cutText(experiments.get(run.experimentId) ?? "", 80)}
                    </a>
                  </td>
                )}
                <td>
                  <TimeText at={run.startTime} />
                </td>
                <td class="figure">{tookWords(run)}</td>
                <td>
                  {i === 0 ? "this one" : (
                    <a href={first(run.runId)}>
                      make it<span class="unseen">{` the baseline, run ${i + 1}`}</span>
                    </a>
                  )}
                </td>
                <td>
                  {runs.length > 2 && (
                    <a href={without(run.runId)}>
                      leave out<span class="unseen">{` run ${i + 1}`}</span>
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function tookWords({ startTime, endTime }: RunValues): string {
  return endTime === null || endTime < startTime ? "–" : formatElapsed(endTime - startTime);
}
