import { formatElapsed } from "../../../../lib/format.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";

/** How long a run took; of several attempts the time from the first begin to the last end, or to now. */
export function tookText({ startedAt, endedAt, state }: FlowRun, now: number): string {
  if (state === "running" && startedAt !== null) {
    return `${formatElapsed(Math.max(0, now - startedAt))} so far`;
  }
  return startedAt === null || endedAt === null ? "–" : formatElapsed(Math.max(0, endedAt - startedAt));
}
