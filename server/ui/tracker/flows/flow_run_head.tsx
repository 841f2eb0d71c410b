import type { FlowRun, FlowTask } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { flowRunPath } from "./flow_links.ts";
import type { FlowRunView } from "./flow_run_view.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";
import { tookText } from "./took_text.ts";

const LONGEST_ERROR = 8000, LONGEST_NAME = 120;

/** What became of a run, and what can be done about it. */
export function FlowRunHead({ run, tasks, isOpen, mayStart, fault }: FlowRunView): Markup {
  return (
    <>
      <nav class="trail" aria-label="Above this run">
        <a href="/flows">Flows</a>
        <a href={`/flows?flow=${encodeURIComponent(run.flow)}`}>{cutText(run.flow, LONGEST_NAME)}</a>
      </nav>
      <h1>{`What did ${cutText(run.flow, LONGEST_NAME)} do?`}</h1>
      {fault !== undefined && (
        <div class="notice" role="alert">
          <p>
            <span class="is-alert">✕</span> {fault}
          </p>
        </div>
      )}
      <div id="flow-state" data-live="always">
        <Facts run={run} tasks={tasks} />
        {run.error !== null && (
          <pre class="fault tall" tabindex={0} role="region" aria-label="Why">{
            cutText(run.error, LONGEST_ERROR)
          }</pre>
        )}
        {run.cancelReason !== null && isOpen && (
          <p class="is-warning">{`■ To be cancelled: ${cutText(run.cancelReason, LONGEST_NAME)}`}</p>
        )}
      </div>
      <div id="flow-actions" data-live>
        <Actions run={run} mayStart={mayStart} mayCancel={isOpen && run.cancelReason === null} />
      </div>
    </>
  );
}

function Facts({ run, tasks }: { readonly run: FlowRun; readonly tasks: readonly FlowTask[] }) {
  const done = new Set(tasks.filter(({ state }) => state === "completed").map(({ key }) => key));
  const cached = new Set(tasks.filter(({ cachedFrom }) => cachedFrom !== null).map(({ key }) => key));
  const facts: (readonly [string, unknown])[] = [
    ["State", <FlowStateMark state={run.state} />],
    [run.attempt > 1 ? "Took, pauses and all" : "Took", tookText(run, Date.now())],
    ["Planned", <TimeText at={run.plannedAt} />],
    ["Schedule", run.schedule === null ? "asked for" : cutText(run.schedule, LONGEST_NAME)],
    ["Attempts", run.attempt],
    ["Tasks done", cached.size === 0 ? done.size : `${done.size}, ${cached.size} from the cache`],
    ["Run", <code>{run.flowRunId}</code>],
  ];
  return (
    <dl class="state">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value as Markup}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions(
  { run, mayStart, mayCancel }: {
    readonly run: FlowRun;
    readonly mayStart: boolean;
    readonly mayCancel: boolean;
  },
) {
  const path = flowRunPath(run.flowRunId), mayResume = mayStart && run.state !== "completed";
  if (!mayResume && !mayCancel) return null;
  return (
    <div class="actions">
      {mayResume && (
        <form method="post" action={`${path}/resume`}>
          <button type="submit" class="main">
            {run.attempt === 0 ? "Run now" : "Resume at the first unfinished task"}
          </button>
        </form>
      )}
      {mayCancel && (
        <form method="post" action={`${path}/cancel`}>
          <button type="submit">Cancel</button>
        </form>
      )}
    </div>
  );
}
