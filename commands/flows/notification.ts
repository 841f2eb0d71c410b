import type { FlowRun } from "../../tracking/flows/flow_run.ts";
import type { AnyFlow } from "./shipped_flows.ts";

/** What somebody may want to be told of. */
export const FLOW_EVENTS = ["completed", "failed", "cancelled", "crashed", "paused"] as const;

/** One of {@linkcode FLOW_EVENTS}. */
export type FlowEvent = typeof FLOW_EVENTS[number];

/** What a webhook is sent, and a command gets on its standard input. `text` is all of it for people. */
export interface Notification {
  readonly event: FlowEvent;
  readonly text: string;
  /** Name of the flow; null when a schedule is paused. */
  readonly flow: string | null;
  /** Null when a schedule is paused. */
  readonly flow_run_id: string | null;
  readonly schedule: string | null;
  /** ISO date-time, UTC; null when a schedule is paused. */
  readonly planned_at: string | null;
  readonly attempt: number | null;
  readonly error: string | null;
  readonly output: unknown;
}

/** What is told of a run that is over. @returns undefined for one that is not */
export function runNotification(run: FlowRun, flow: AnyFlow | undefined): Notification | undefined {
  const event = FLOW_EVENTS.find((event) => event === run.state);
  if (event === undefined) return undefined;
  const done = event === "completed" ? flow?.sentence?.(run.output) ?? event : `${event}: ${run.error}`;
  return {
    event,
    text: `taxi: ${run.flow} ${done}`,
    flow: run.flow,
    flow_run_id: run.flowRunId,
    schedule: run.schedule,
    planned_at: new Date(run.plannedAt).toISOString(),
    attempt: run.attempt,
    error: run.error,
    output: run.output,
  };
}

/** What is told of a schedule that is paused. */
export function pauseNotification(schedule: string, reason: string): Notification {
  return {
    event: "paused",
    text: `taxi: schedule "${schedule}" is paused: ${reason}`,
    schedule,
    error: reason,
    ...{ flow: null, flow_run_id: null, planned_at: null, attempt: null, output: null },
  };
}
