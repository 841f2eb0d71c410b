import { formatCounted, formatElapsed } from "../../../../lib/format.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { flowRunPath } from "./flow_links.ts";
import { firstLine } from "./first_line.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";
import type { AttemptTimeline, TimelineBar } from "./timeline.ts";

const LONGEST_KEY = 200, LONGEST_ERROR = 160;

/** What is shown of an attempt. */
export interface AttemptTableProps {
  /** The attempt. */
  readonly timeline: AttemptTimeline;
  /** Its tasks along the time, as far as they are shown. */
  readonly bars: readonly TimelineBar[];
  /** The run that it is of. */
  readonly run: FlowRun;
  /** Whether the run can be begun again from here. */
  readonly mayStart: boolean;
}

/** How many tasks an attempt did and kept, how long that took, and from when on. */
export function spanText({ attempt, bars, begunAt, span }: AttemptTimeline): string {
  const kept = bars.filter(({ keptOf }) => keptOf !== null).length;
  const did = `${formatCounted(bars.length - kept, "task")} in ${formatElapsed(span)}`;
  const from = new Date(begunAt).toISOString().slice(0, 19).replace("T", " ");
  return `Attempt ${attempt}: ${did}, from ${from}${kept === 0 ? "" : `; ${kept} kept`}`;
}

/** The tasks of an attempt along the time that it took. */
export function AttemptTable({ timeline, bars, run, mayStart }: AttemptTableProps): Markup {
  const { attempt, span } = timeline;
  return (
    <div class="wide" tabindex={0} role="region" aria-label={`Timeline of attempt ${attempt}`}>
      <table class="timeline">
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">State</th>
            <th scope="col" class="lane">
              <span class="lane-from">0</span>
              <span class="lane-to">{formatElapsed(span)}</span>
              <span class="unseen">When</span>
            </th>
            <th scope="col" class="figure">Took</th>
            <th scope="col" class="figure">Tries</th>
            {mayStart && <th scope="col">Again</th>}
          </tr>
        </thead>
        <tbody>{bars.map((bar) => <TaskRow bar={bar} run={run} mayStart={mayStart} />)}</tbody>
      </table>
    </div>
  );
}

function TaskRow(
  { bar, run, mayStart }: { readonly bar: TimelineBar; readonly run: FlowRun; readonly mayStart: boolean },
) {
  const { task, took, keptOf } = bar;
  const state = keptOf !== null ? "kept" : task.cachedFrom === null ? task.state : "cached";
  const key = cutText(task.key, LONGEST_KEY);
  return (
    <tr>
      <th scope="row" title={key}>{key}</th>
      <td>
        <FlowStateMark state={state} />
        {task.error !== null && <div class="task-error">{cutText(firstLine(task.error), LONGEST_ERROR)}</div>}
        {keptOf !== null && <span class="small quiet">{` of attempt ${keptOf}`}</span>}
        {keptOf === null && task.cachedFrom !== null && (
          <>
            {" "}
            <a class="small" href={flowRunPath(task.cachedFrom)}>{`of run ${task.cachedFrom.slice(0, 8)}`}</a>
          </>
        )}
      </td>
      <td class="lane">
        <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
          <rect class="lane-track" x="0" y="7.5" width="1000" height="1" />
          {bar.length > 0 && (
            <rect class={`bar bar-${state}`} x={part(bar.from)} y="2" width={part(bar.length)} height="12" />
          )}
        </svg>
      </td>
      <td class="figure">{took === null ? "–" : formatElapsed(took)}</td>
      <td class="figure">{keptOf !== null || task.tries === 0 ? "" : task.tries}</td>
      {mayStart && (
        <td>
          {task.state === "completed" && (
            <form method="post" action={`${flowRunPath(run.flowRunId)}/resume`}>
              <button
                type="submit"
                name="from"
                value={task.key}
                class="small"
                aria-label={`From here: ${key}`}
              >
                From here
              </button>
            </form>
          )}
        </td>
      )}
    </tr>
  );
}

/** Of the width of 1000. */
function part(share: number): number {
  return Math.round(share * 10_000) / 10;
}
