import type { FlowTask } from "../../../../tracking/flows/flow_run.ts";

/** A bar of a timeline. */
export interface TimelineBar {
  /** What it shows. */
  readonly task: FlowTask;
  /** Where it begins, as a part of the whole width. */
  readonly from: number;
  /** As a part of the whole width. */
  readonly length: number;
  /** Milliseconds; null of a crash. */
  readonly took: number | null;
}

/** The tasks of one attempt along the time that it took. */
export interface AttemptTimeline {
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly begunAt: number;
  /** Milliseconds from the first begin to the last end. */
  readonly span: number;
  /** In the order in which the flow called them. */
  readonly bars: readonly TimelineBar[];
}

/** A bar is at least so long, as a part of the whole: one that cannot be seen says nothing. */
const LEAST_LENGTH = 0.004;

/** Timelines of the attempts of a run, the newest first. @param now milliseconds since 1970, the end of what still runs */
export function timelinesOf(tasks: readonly FlowTask[], now: number): AttemptTimeline[] {
  const attempts = Map.groupBy(tasks, ({ attempt }) => attempt);
  return [...attempts.entries()].sort(([a], [b]) => b - a).map(([attempt, tasks]) => {
    const end = (task: FlowTask) => task.endedAt ?? (task.state === "running" ? now : task.startedAt);
    const begunAt = Math.min(...tasks.map(({ startedAt }) => startedAt));
    const span = Math.max(1, Math.max(...tasks.map(end)) - begunAt);
    return {
      attempt,
      begunAt,
      span,
      bars: tasks.toSorted((a, b) => a.position - b.position).map((task) => {
        const length = Math.max(LEAST_LENGTH, (end(task) - task.startedAt) / span);
        const from = Math.min((task.startedAt - begunAt) / span, 1 - length);
        const over = task.endedAt !== null || task.state === "running";
        return { task, from, length, took: over ? end(task) - task.startedAt : null };
      }),
    };
  });
}
