import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { flowRunPath, linkedRunsPath } from "./flow_links.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";

const MOST_RUNS = 8;

/** A thing, and the runs of flows that made or used it. */
export interface LinkedFlowsProps {
  /** What it is: `run`, `model_version`. */
  readonly kind: string;
  /** Which one. */
  readonly target: string;
  /** Newest first. */
  readonly runs: readonly FlowRun[];
}

/** On the page of what flows make: the runs that made or used it; nothing without any. */
export function LinkedFlows({ kind, target, runs }: LinkedFlowsProps): Markup | null {
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="linked-flows">
      <h2 id="linked-flows">Flows that made or used it</h2>
      <ul class="plain">
        {runs.slice(0, MOST_RUNS).map(({ flowRunId, flow, plannedAt, state }) => (
          <li>
            <a href={flowRunPath(flowRunId)}>{`${cutText(flow, 80)} ${flowRunId.slice(0, 8)}`}</a>{" "}
            <TimeText at={plannedAt} /> <FlowStateMark state={state} />
          </li>
        ))}
      </ul>
      {runs.length > MOST_RUNS && (
        <p>
          <a href={linkedRunsPath({ kind, target })}>{`All ${runs.length} runs`}</a>
        </p>
      )}
    </section>
  );
}
