import { TaxiError } from "../../lib/errors.ts";
import type { FlowEnding } from "../../pipeline/flows/flow_journal.ts";
import { assertFinished } from "../../pipeline/flows/run_flow.ts";
import type { FlowHome } from "./flow_home.ts";
import { shippedFlow } from "./shipped_flows.ts";
import { workOnAttempt, type WorkOptions } from "./work_on_attempt.ts";

/**
 * Does the next attempt of a run in this process. A run that cannot be meant, such as one of a flow that is no more, fails.
 *
 * @throws UsageError when another process works on the run, it is over, or has not finished the task to begin from
 */
export async function workOnRun(on: FlowHome, flowRunId: string, options: WorkOptions): Promise<FlowEnding> {
  const { flow: name, params } = await on.flows.get(flowRunId);
  if (options.from !== undefined) {
    const tasks = await on.flows.tasks(flowRunId);
    assertFinished(tasks.filter(({ state }) => state === "completed"), options.from);
  }
  const attempt = await on.flows.begin(flowRunId, { again: options.from !== undefined });
  let flow, asked;
  try {
    flow = shippedFlow(on, name);
    asked = flow.parse(params);
  } catch (error) {
    if (!(error instanceof TaxiError)) throw error;
    const ending = { state: "failed", error: error.message } as const;
    await attempt.end(ending);
    return ending;
  }
  return await workOnAttempt(on, flow, asked, attempt, options);
}
