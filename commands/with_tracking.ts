import { createOutput, type Output } from "../lib/output.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { findHome } from "./home.ts";
import type { StoreOptions, TrackingOptions } from "./tracking_option.ts";

/** Opens the store of the home that the options name, works with it, and closes it. */
export async function withTracking(
  options: TrackingOptions & { readonly home?: string; readonly json?: true },
  work: (out: Output, tracking: Tracking) => Promise<void>,
): Promise<void> {
  await using tracking = await openTracking(findHome(options.home).path, { database: options.tracking });
  await work(createOutput(options.json === true), tracking);
}

/** Opens the store that is one's own, works with it, and closes it. */
export async function withStore(
  options: StoreOptions & { readonly home?: string; readonly json?: true },
  work: (out: Output, tracking: Tracking) => Promise<void>,
): Promise<void> {
  await using tracking = await openTracking(findHome(options.home).path, { database: options.tracking });
  await work(createOutput(options.json === true), tracking);
}
