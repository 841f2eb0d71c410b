import type { RunValues } from "../../../../tracking/run_values.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { runPath } from "../run/run_links.ts";
import type { Dimension } from "./dimensions.ts";

/** What a chart of runs shows, as a table. */
export function ValuesTwin(
  { runs, dimensions }: { readonly runs: readonly RunValues[]; readonly dimensions: readonly Dimension[] },
): Markup {
  return (
    <details>
      <summary>The same as a table</summary>
      <div
        class="wide tall"
        tabindex={0}
        role="region"
        aria-label={`Values of ${cutText(dimensions.map(({ title }) => title).join(", "), 120)}`}
      >
        <table>
          <thead>
            <tr>
              <th scope="col" class="figure">No.</th>
              <th scope="col">Run</th>
              {dimensions.map(({ title, values }) => (
                <th scope="col" class={values && "figure"}>{cutText(title, 40)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map(({ runId, name }, i) => (
              <tr>
                <td class="figure">{i + 1}</td>
                <th scope="row">
                  <a href={runPath(runId)}>{cutText(name, 40)}</a>
                </th>
                {dimensions.map(({ text, values }) => (
                  <td class={values && "figure"}>{cutText(text(i) ?? "–", 40)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
