import { formatElapsed } from "../../../../lib/format.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";

/** How long a run took; of several attempts the time from the first begin to the last end. */
export function tookText({ startedAt, endedAt, state }: FlowRun): string {
  if (state === "running") return "not ended";
  return startedAt === null || endedAt === null ? "–" : formatElapsed(Math.max(0, endedAt - startedAt));
}
