import { join } from "node:path";
import { TaxiError } from "../../lib/errors.ts";
import { takeSlot } from "../../lib/file_slots.ts";
import { sleepUnless } from "../../lib/sleep.ts";
import type { Flow } from "../../pipeline/flows/flow.ts";
import type { FlowEnding } from "../../pipeline/flows/flow_journal.ts";
import type { Json } from "../../pipeline/flows/input_hash.ts";
import { runFlow } from "../../pipeline/flows/run_flow.ts";
import { queuedSlots } from "../../pipeline/flows/task_slots.ts";
import { openWorkSpans } from "../../server/tracing/work_spans.ts";
import type { FlowAttempt } from "../../tracking/flows/flow_attempt.ts";
import { TAXI_VERSION } from "../version.ts";
import type { FlowHome } from "./flow_home.ts";

const HEARTBEAT_MILLISECONDS = 1000;
/** For a task that is told to stop, to put in order what it has begun. */
const GRACE_MILLISECONDS = 2000;

/** How to work on a run. */
export interface WorkOptions {
  /** Key or name of the task from which on everything is done again. */
  readonly from?: string;
  /** Aborted to stop the work. */
  readonly signal: AbortSignal;
  /** Told of each line that the flow and its tasks log. */
  readonly onLine?: (key: string | null, line: string) => void;
}

/**
 * Does an attempt of a flow in this process. While it lasts the run has a heartbeat, by which others know that it lives, and by which it
 * knows that it is to be cancelled.
 */
export async function workOnAttempt<Params extends Json>(
  { home }: Pick<FlowHome, "home">,
  flow: Flow<Params>,
  params: Params,
  attempt: FlowAttempt,
  { from, signal, onLine = () => {} }: WorkOptions,
): Promise<FlowEnding> {
  const cancelling = new AbortController(), over = new AbortController();
  const beating = beat(attempt, cancelling, over.signal);
  await using spans = await openWorkSpans((name) => Deno.env.get(name), TAXI_VERSION);
  const { flowRunId, plannedAt } = attempt.run;
  const journal = {
    ...attempt,
    log: (key: string | null, line: string) => {
      attempt.log(key, line);
      onLine(key, line);
    },
  };
  try {
    return await runFlow(flow, params, { flowRunId, plannedAt, ...(from === undefined ? {} : { from }) }, {
      journal,
      slots: queuedSlots({
        take: (key, limit, signal) => takeSlot(join(home.path, "locks", "flows"), key, limit, signal),
      }),
      signal: AbortSignal.any([signal, cancelling.signal]),
      now: Date.now,
      random: Math.random,
      wait: sleepUnless,
      grace: GRACE_MILLISECONDS,
      around: spans?.around,
    });
  } finally {
    over.abort();
    await beating;
  }
}

/** A heartbeat that cannot be written down is tried again: the work itself will tell of a store that is gone. */
async function beat(attempt: FlowAttempt, cancelling: AbortController, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    try {
      const reason = await attempt.beat();
      if (reason !== null && !over.aborted) {
        cancelling.abort(new TaxiError(reason, { code: "flow_cancelled" }));
      }
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error;
    }
    await sleepUnless(HEARTBEAT_MILLISECONDS, over).catch(() => {});
  }
}
