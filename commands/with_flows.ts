import { createOutput, type Output } from "../lib/output.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import type { FlowRun } from "../tracking/flows/flow_run.ts";
import { UsageError } from "../lib/errors.ts";
import type { FlowHome } from "./flows/flow_home.ts";
import { findHome } from "./home.ts";

/** Opens a home for flows: what is written down there is on the disk. Runs whose process is gone are marked first. */
export async function withFlows(
  options: { readonly home?: string; readonly json?: true },
  work: (out: Output, on: FlowHome) => Promise<void>,
): Promise<void> {
  const home = findHome(options.home);
  await using tracking = await openTracking(home.path, { durable: true });
  await tracking.flows.markCrashed();
  await work(createOutput(options.json === true), { home, tracking });
}

/** The one run whose id begins so. @throws UsageError when there are none or several */
export async function findFlowRun({ tracking }: FlowHome, id: string): Promise<FlowRun> {
  if (id.length === 32) return await tracking.flows.get(id);
  const runs = await tracking.flows.list({ limit: Number.MAX_SAFE_INTEGER });
  const matches = runs.filter(({ flowRunId }) => flowRunId.startsWith(id));
  if (matches.length === 1) return matches[0];
  throw new UsageError(
    `Cannot find flow run "${id}": ${matches.length} ids begin so, expected one`,
    "taxi flow list",
  );
}
