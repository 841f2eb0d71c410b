import type { FlowTask } from "../../../../tracking/flows/flow_run.ts";

/** A bar of a timeline. */
export interface TimelineBar {
  /** What it shows. */
  readonly task: FlowTask;
  /** Where it begins, as a part of the whole width. */
  readonly from: number;
  /** As a part of the whole width. */
  readonly length: number;
  /** Milliseconds; null of a crash, and of what was kept. */
  readonly took: number | null;
  /** The earlier attempt whose output was kept, so that there was nothing to do; null where something was. */
  readonly keptOf: number | null;
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
  const [newest] = [...attempts.keys()].sort((a, b) => b - a);
  return [...attempts.entries()].sort(([a], [b]) => b - a).map(([attempt, tasks]) => {
    const end = (task: FlowTask) => task.endedAt ?? (task.state === "running" ? now : task.startedAt);
    const begunAt = Math.min(...tasks.map(({ startedAt }) => startedAt));
    const span = Math.max(1, Math.max(...tasks.map(end)) - begunAt);
    return {
      attempt,
      begunAt,
      span,
      bars: [
        ...tasks.map(barOf),
        ...attempt === newest ? keptBars(attempts, newest) : [],
      ].sort((a, b) => a.task.position - b.task.position),
    };

    function barOf(task: FlowTask): TimelineBar {
      const length = Math.max(LEAST_LENGTH, (end(task) - task.startedAt) / span);
      const from = Math.min((task.startedAt - begunAt) / span, 1 - length);
      const over = task.endedAt !== null || task.state === "running";
      return { task, from, length, took: over ? end(task) - task.startedAt : null, keptOf: null };
    }
  });
}

/** What earlier attempts have finished and the newest one did not do again. */
function keptBars(attempts: ReadonlyMap<number, readonly FlowTask[]>, newest: number): TimelineBar[] {
  const done = new Set(attempts.get(newest)!.map(({ key }) => key));
  const finished = [...attempts.values()].flat().filter(({ key, state, forgotten }) =>
    state === "completed" && !forgotten && !done.has(key)
  );
  const byKey = new Map(finished.sort((a, b) => a.attempt - b.attempt).map((task) => [task.key, task]));
  return [...byKey.values()].map((task) => ({ task, from: 0, length: 0, took: null, keptOf: task.attempt }));
}

/** Some of the bars of a timeline. */
export interface FoldedBars {
  /** Those that are shown, in order. */
  readonly shown: readonly TimelineBar[];
  /** How many are not; they are of completed tasks as long as there are any. */
  readonly left: number;
}

/** So many of the bars that a page stays readable: what has not completed first, then the first of the others. */
export function foldBars(bars: readonly TimelineBar[], most: number): FoldedBars {
  if (bars.length <= most) return { shown: bars, left: 0 };
  const isOpen = ({ task }: TimelineBar) => task.state !== "completed";
  const chosen = new Set([...bars.filter(isOpen), ...bars.filter((bar) => !isOpen(bar))].slice(0, most));
  return { shown: bars.filter((bar) => chosen.has(bar)), left: bars.length - most };
}
