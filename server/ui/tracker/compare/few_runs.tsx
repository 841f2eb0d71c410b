import { formatCounted } from "../../../../lib/format.ts";
import type { RunValues } from "../../../../tracking/run_values.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { runPath } from "../run/run_links.ts";

/** What {@linkcode FewRuns} takes. */
export interface FewRunsProps {
  /** The one run that is here, if any. */
  readonly only: RunValues | undefined;
  /** Ids that nothing has. */
  readonly unknown: readonly string[];
}

/** A comparison of fewer than two runs, and how to make one. */
export function FewRuns({ only, unknown }: FewRunsProps): Markup {
  return (
    <>
      <h1>Compare runs</h1>
      <UnknownRuns ids={unknown} />
      {only && (
        <p>
          Only one run is here,{" "}
          <a href={runPath(only.runId)}>{cutText(only.name, 200)}</a>: a comparison takes two or more.
        </p>
      )}
      {only
        ? (
          <p>
            <a href={`/experiments/${only.experimentId}`}>Choose others from its experiment</a>
          </p>
        )
        : (
          <p>
            Choose runs in the table of <a href="/experiments">an experiment</a>, or type
          </p>
        )}
      {!only && <pre><code>taxi runs compare RUN RUN</code></pre>}
    </>
  );
}

/** Ids of which nothing is known; nothing when there are none. */
export function UnknownRuns({ ids }: { readonly ids: readonly string[] }): Markup | null {
  if (ids.length === 0) return null;
  const shown = ids.slice(0, 5).map((id) => cutText(id, 40));
  return (
    <p class="is-warning" role="status">
      ▲ {formatCounted(ids.length, "run")} {ids.length === 1 ? "is" : "are"} not here:{" "}
      {shown.map((id, i) => (
        <>
          {i > 0 && ", "}
          <code>{id}</code>
        </>
      ))}
      {ids.length > shown.length && " and others"}. {ids.length === 1 ? "It" : "They"}{" "}
      may have been removed for good.
    </p>
  );
}
