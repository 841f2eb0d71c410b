import { nextPlanned } from "../../../../pipeline/flows/flow_schedule.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import type { Flows } from "../../../../tracking/flows/flow_store.ts";
import type { ShownSchedule } from "./calendar.ts";

/** What somebody should look at. */
export interface Attention {
  /** Runs that failed or crashed, with no later run of the same flow and schedule, or by hand, that completed. */
  readonly failing: readonly FlowRun[];
  /** Schedules that plan nothing until somebody says so. */
  readonly paused: readonly ShownSchedule[];
  /** Schedules whose time has come, and no scheduler was there; `since` in milliseconds since 1970-01-01 UTC. */
  readonly late: readonly { readonly shown: ShownSchedule; readonly since: number }[];
}

/** A failure that nobody has mended for so long is not news any more; longer than the month between two turns. */
const NEWS_MILLISECONDS = 35 * 86_400_000;
/** A scheduler that is later than so many milliseconds is not there. */
const LATE_MILLISECONDS = 60_000;
const MOST_FAILED = 50, MOST_COMPLETED = 50;

/** Finds what needs somebody. @param now milliseconds since 1970-01-01 UTC */
export async function findAttention(
  flows: Flows,
  schedules: readonly ShownSchedule[],
  now: number,
): Promise<Attention> {
  return {
    failing: await failingRuns(flows, now),
    paused: schedules.filter(({ paused }) => paused !== null),
    late: schedules.flatMap((shown) => {
      const since = shown.paused === null ? nextPlanned(shown.schedule, shown.handledUntil) : null;
      return since !== null && since < now - LATE_MILLISECONDS ? [{ shown, since }] : [];
    }),
  };
}

async function failingRuns(flows: Flows, now: number): Promise<FlowRun[]> {
  const failed = await flows.list({ states: ["failed", "crashed"], limit: MOST_FAILED });
  const news = failed.filter(({ createdAt }) => createdAt > now - NEWS_MILLISECONDS);
  const newest = Map.groupBy(news, ({ flow, schedule }) => JSON.stringify([flow, schedule]));
  const found = await Promise.all([...newest.values()].map(async ([run]) => {
    const completed = await flows.list({ flow: run.flow, states: ["completed"], limit: MOST_COMPLETED });
    const mended = completed.find(({ schedule }) => schedule === run.schedule || schedule === null);
    return mended === undefined || mended.plannedAt < run.plannedAt ? [run] : [];
  }));
  return found.flat();
}
