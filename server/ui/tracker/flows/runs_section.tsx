import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { flowRunPath } from "./flow_links.ts";
import { firstLine } from "./first_line.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";
import { tookText } from "./took_text.ts";

const LONGEST_NAME = 32, LONGEST_OUTCOME = 80;

/** Which runs are listed. */
export interface RunsSectionProps {
  /** Newest first. */
  readonly runs: readonly FlowRun[];
  /** What they have in common, such as `Runs of monthly`. */
  readonly title: string;
  /** Whether they are all that there are. */
  readonly isAll: boolean;
  /** The page of the newer ones; undefined where there are none. */
  readonly newer?: string;
  /** The page of the older ones; undefined where there are none. */
  readonly older?: string;
}

/** Runs of flows, a row each. */
export function FlowRunsSection({ runs, title, isAll, newer, older }: RunsSectionProps): Markup {
  return (
    <section aria-labelledby="flow-runs">
      <h2 id="flow-runs">
        {cutText(title, 200)}
        {!isAll && <a class="small all" href="/flows">All flows</a>}
      </h2>
      {runs.length === 0 && <p class="quiet">There are none.</p>}
      {runs.length > 0 && (
        <div class="wide" tabindex={0} role="region" aria-label="Table of runs">
          <table class="values flow-runs" id="flow-runs-table" data-live data-row-keys>
            <thead>
              <tr>
                <th scope="col">Run</th>
                <th scope="col">Flow</th>
                <th scope="col">State</th>
                <th scope="col">Planned</th>
                <th scope="col" class="figure">Took</th>
                <th scope="col" class="figure">Attempts</th>
                <th scope="col">Schedule</th>
                <th scope="col">What came of it</th>
              </tr>
            </thead>
            <tbody>{runs.map((run) => <RunRow run={run} />)}</tbody>
          </table>
        </div>
      )}
      {(newer ?? older) !== undefined && (
        <nav class="pages" aria-label="Pages of the list">
          {newer !== undefined && <a href={newer} rel="prev">← Newer</a>}
          {older !== undefined && <a href={older} rel="next">Older →</a>}
        </nav>
      )}
    </section>
  );
}

function RunRow({ run }: { readonly run: FlowRun }) {
  return (
    <tr>
      <th scope="row">
        <a href={flowRunPath(run.flowRunId)}>
          <code>{run.flowRunId.slice(0, 8)}</code>
        </a>
      </th>
      <td>
        <a href={`/flows?flow=${encodeURIComponent(run.flow)}`}>{cutText(run.flow, LONGEST_NAME)}</a>
      </td>
      <td>
        <FlowStateMark state={run.state} />
      </td>
      <td>
        <TimeText at={run.plannedAt} />
      </td>
      <td class="figure">{tookText(run, Date.now())}</td>
      <td class="figure">{run.attempt}</td>
      <td>
        {run.schedule === null ? <span class="quiet">asked for</span> : cutText(run.schedule, LONGEST_NAME)}
      </td>
      <td>{cutText(firstLine(run.error ?? outcome(run)), LONGEST_OUTCOME)}</td>
    </tr>
  );
}

function outcome({ state, output }: FlowRun): string {
  if (state !== "completed" || output === null) return "";
  const { month, champion, compared } = output as Partial<Record<string, unknown>>;
  if (typeof month !== "string" || typeof champion !== "number") return JSON.stringify(output);
  const { better = true } = (compared ?? {}) as { readonly better?: boolean };
  return `${month}: version ${champion} ${better ? "is the new champion" : "stays champion"}`;
}
