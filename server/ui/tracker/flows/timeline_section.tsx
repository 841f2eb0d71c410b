import { formatElapsed } from "../../../../lib/format.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { flowRunPath } from "./flow_links.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";
import type { AttemptTimeline, TimelineBar } from "./timeline.ts";

/** What is shown of an attempt. */
export interface AttemptProps {
  /** Its tasks along the time. */
  readonly timeline: AttemptTimeline;
  /** The run that it is of. */
  readonly run: FlowRun;
  /** Whether the run can be begun again from here. */
  readonly mayStart: boolean;
}

/** One attempt: its tasks along the time that it took. */
export function AttemptSection({ timeline, run, mayStart }: AttemptProps): Markup {
  const { attempt, begunAt, span, bars } = timeline, id = `attempt-${attempt}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {run.attempt > 1 ? `Attempt ${attempt}` : "Tasks"}{" "}
        <span class="quiet count">
          {`${formatElapsed(span)}, from `}
          <TimeText at={begunAt} />
        </span>
      </h2>
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
    </section>
  );
}

function TaskRow(
  { bar, run, mayStart }: { readonly bar: TimelineBar; readonly run: FlowRun; readonly mayStart: boolean },
) {
  const { task, took } = bar, state = task.cachedFrom === null ? task.state : "cached";
  return (
    <tr>
      <th scope="row" title={task.key}>{task.key}</th>
      <td>
        <FlowStateMark state={state} />
        {task.error !== null && <div class="task-error">{task.error}</div>}
        {task.cachedFrom !== null && (
          <a class="small" href={flowRunPath(task.cachedFrom)}>{`of run ${task.cachedFrom.slice(0, 8)}`}</a>
        )}
      </td>
      <td class="lane">
        <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
          <rect class="lane-track" x="0" y="7.5" width="1000" height="1" />
          <rect class={`bar bar-${state}`} x={bar.from * 1000} y="2" width={bar.length * 1000} height="12" />
        </svg>
      </td>
      <td class="figure">{took === null ? "–" : formatElapsed(took)}</td>
      <td class="figure">{task.tries === 0 && state !== "cached" ? "" : task.tries}</td>
      {mayStart && (
        <td>
          {task.state === "completed" && (
            <form method="post" action={`${flowRunPath(run.flowRunId)}/resume`}>
              <button
                type="submit"
                name="from"
                value={task.key}
                class="small"
                aria-label={`Run again from ${task.key}`}
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
