import { UsageError } from "../lib/errors.ts";
import { createOutput, type Output } from "../lib/output.ts";
import type { FlowRun } from "../tracking/flows/flow_run.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import type { ArtifactsOptions } from "./artifacts_option.ts";
import type { FlowHome } from "./flows/flow_home.ts";
import { findHome } from "./home.ts";
import { isServer, type TrackingOptions, trackingPlace } from "./tracking_option.ts";
import { openTracker } from "./with_tracking.ts";

/** What every command of flows is told. */
export type FlowOptions = TrackingOptions & ArtifactsOptions & {
  readonly home?: string;
  readonly json?: true;
};

/**
 * Opens a home for flows: what is written down there is on the disk. Where runs and models are kept at a tracking server, the flows
 * stay in the home. Runs whose process is gone are marked first.
 */
export async function withFlows(
  options: FlowOptions,
  work: (out: Output, on: FlowHome) => Promise<void>,
): Promise<void> {
  const home = findHome(options.home, options.artifacts), place = trackingPlace(options.tracking);
  const database = isServer(place) ? undefined : place;
  await using store = await openTracking(home.path, { database, artifacts: home.artifacts, durable: true });
  await using server = isServer(place) ? await openTracker(home, place) : undefined;
  const { flows, schedules } = store;
  await flows.markCrashed();
  const on = { home, flows, schedules, tracker: server ?? store, ...(place === undefined ? {} : { place }) };
  await work(createOutput(options.json === true), on);
}

/** The one run whose id begins so. @throws UsageError when there are none or several */
export async function findFlowRun({ flows }: FlowHome, id: string): Promise<FlowRun> {
  if (id.length === 32) return await flows.get(id);
  const runs = await flows.list({ limit: Number.MAX_SAFE_INTEGER });
  const matches = runs.filter(({ flowRunId }) => flowRunId.startsWith(id));
  if (matches.length === 1) return matches[0];
  throw new UsageError(
    `Cannot find flow run "${id}": ${matches.length} ids begin so, expected one`,
    "taxi flow list",
  );
}
