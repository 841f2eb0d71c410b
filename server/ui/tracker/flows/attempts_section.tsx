import { formatCounted } from "../../../../lib/format.ts";
import type { Markup } from "../components/markup.ts";
import { AttemptTable, spanText } from "./attempt_table.tsx";
import { flowRunPath } from "./flow_links.ts";
import type { FlowRunView } from "./flow_run_view.ts";
import { type AttemptTimeline, foldBars } from "./timeline.ts";

/** More tasks are folded: what has not completed is shown first. */
const MOST_BARS = 100;

/** The attempts of a run, task by task along the time: the newest one, and the earlier ones to be opened. */
export function AttemptsSection(view: FlowRunView): Markup {
  const { timelines: [newest, ...earlier] } = view;
  return (
    <section aria-labelledby="tasks">
      <h2 id="tasks">Tasks</h2>
      <div id="newest-attempt" data-live="always">
        {newest === undefined
          ? <p class="quiet">No task has begun.</p>
          : <Attempt view={view} timeline={newest} mayStart={view.mayStart} />}
      </div>
      <div id="earlier-attempts" data-live>
        {earlier.map((timeline) => (
          <details>
            <summary>{`Attempt ${timeline.attempt}: ${outcomeText(timeline)}`}</summary>
            <Attempt view={view} timeline={timeline} mayStart={false} />
          </details>
        ))}
      </div>
    </section>
  );
}

function Attempt(
  { view: { run, isWhole }, timeline, mayStart }: {
    readonly view: FlowRunView;
    readonly timeline: AttemptTimeline;
    readonly mayStart: boolean;
  },
) {
  const { shown, left } = foldBars(timeline.bars, isWhole ? Infinity : MOST_BARS);
  return (
    <>
      <p class="quiet small">{spanText(timeline)}</p>
      <AttemptTable timeline={timeline} bars={shown} run={run} mayStart={mayStart} />
      {left > 0 && (
        <p>
          {`${formatCounted(left, "more task")} ${left === 1 ? "is" : "are"} not shown. `}
          <a href={`${flowRunPath(run.flowRunId)}?tasks=all`}>{`All ${timeline.bars.length}`}</a>
        </p>
      )}
    </>
  );
}

/** Such as `3 completed, 1 failed`. */
function outcomeText({ bars }: AttemptTimeline): string {
  const states = Map.groupBy(bars, ({ task }) => task.state);
  return [...states].map(([state, { length }]) => `${length} ${state}`).join(", ");
}
