import type { FlowLine, FlowLink, FlowRun, FlowTask } from "../../../../tracking/flows/flow_run.ts";
import type { Flows } from "../../../../tracking/flows/flow_store.ts";
import { type AttemptTimeline, timelinesOf } from "./timeline.ts";

/** All that the page of a run shows. */
export interface FlowRunView {
  /** The run. */
  readonly run: FlowRun;
  /** Those of all attempts. */
  readonly tasks: readonly FlowTask[];
  /** The same along the time, the newest attempt first. */
  readonly timelines: readonly AttemptTimeline[];
  /** The newest lines of the log. */
  readonly lines: readonly FlowLine[];
  /** What it made and used. */
  readonly links: readonly FlowLink[];
  /** Whether it waits or runs: the page follows it then. */
  readonly isOpen: boolean;
  /** Whether it can be begun again from here. */
  readonly mayStart: boolean;
  /** Whether every task is shown, however many there are. */
  readonly isWhole: boolean;
  /** Why what was asked of the run was not done. */
  readonly fault?: string;
}

/** So many lines of a log are shown. */
const MOST_LINES = 500;

/** Reads what the page of a run shows. @throws NotFoundError without such a run */
export async function readFlowRun(
  flows: Flows,
  flowRunId: string,
  shown: { readonly canStart: boolean; readonly isWhole: boolean; readonly fault?: string },
): Promise<FlowRunView> {
  await flows.markCrashed();
  const run = await flows.get(flowRunId);
  const [tasks, lines, links] = await Promise.all([
    flows.tasks(flowRunId),
    flows.lines(flowRunId, 0, MOST_LINES),
    flows.links(flowRunId),
  ]);
  const isOpen = run.state === "running" || run.state === "scheduled";
  const { canStart, isWhole, fault } = shown;
  return {
    ...{ run, tasks, lines, links, isOpen, isWhole },
    timelines: timelinesOf(tasks, Date.now()),
    mayStart: canStart && !isOpen && run.state !== "skipped",
    ...fault === undefined ? {} : { fault },
  };
}
