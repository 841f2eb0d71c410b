import { UsageError } from "../lib/errors.ts";
import { createOutput, type Output } from "../lib/output.ts";
import type { Tracker } from "../tracking/tracker.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import type { ArtifactsOptions } from "./artifacts_option.ts";
import { commandLine } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import {
  isServer,
  type StoreOptions,
  type TrackingOptions,
  type TrackingPlace,
  trackingPlace,
} from "./tracking_option.ts";

/** Opens what keeps runs and models, works with it, and closes it. */
export async function withTracking(
  options: TrackingOptions & { readonly home?: string; readonly json?: true },
  work: (out: Output, tracking: Tracker) => Promise<void>,
): Promise<void> {
  await using tracking = await openTracker(findHome(options.home), trackingPlace(options.tracking));
  await work(createOutput(options.json === true), tracking);
}

/** Opens what keeps runs and models. @param place of them; the home unless told */
export async function openTracker(home: Home, place?: TrackingPlace): Promise<Tracker> {
  if (!isServer(place)) return await openTracking(home.path, { database: place, artifacts: home.artifacts });
  const { openRemoteTracking } = await import("../tracking/remote/remote_tracking.ts");
  return openRemoteTracking(place);
}

/**
 * Opens the store that is one's own, works with it, and closes it.
 *
 * @throws UsageError when `MLFLOW_TRACKING_URI` has runs and models elsewhere: to change those at home would be a surprise
 */
export async function withStore(
  options: StoreOptions & ArtifactsOptions & { readonly home?: string; readonly json?: true },
  work: (out: Output, tracking: Tracking) => Promise<void>,
): Promise<void> {
  const home = findHome(options.home, options.artifacts), database = options.tracking;
  if (database === undefined) refuseServer(trackingPlace());
  await using tracking = await openTracking(home.path, { database, artifacts: home.artifacts });
  await work(createOutput(options.json === true), tracking);
}

function refuseServer(place: TrackingPlace | undefined): void {
  if (!isServer(place)) return;
  throw new UsageError(
    `Cannot do that at tracking server ${place.url} (MLFLOW_TRACKING_URI): expected a store of one's own, the home's or PostgreSQL's`,
    `MLFLOW_TRACKING_URI= ${commandLine()}`,
  );
}
