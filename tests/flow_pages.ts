import { join } from "node:path";
import type { FlowPlace } from "../server/ui/tracker/tracker_env.ts";
import { type SampleFlows, sampleFlows } from "./sample_flows.ts";
import type { SampleTracking } from "./sample_tracking.ts";
import { type TrackedPages, withTrackedPages } from "./tracker_visit.ts";

/** What pages began: ids of runs, and tasks to begin from. */
export type Started = (readonly [flowRunId: string, from: string | undefined])[];

/** Pages over the runs of {@linkcode sampleFlows}. */
export type FlowPages = TrackedPages & {
  /** The runs. */
  readonly flows: SampleFlows;
};

/** A place whose processes end at once, without having begun anything. @param started told of each */
export function idlePlace(started: Started = []): (home: string) => FlowPlace {
  return (home) => ({
    start: (flowRunId, from) => {
      started.push([flowRunId, from]);
      return Promise.resolve();
    },
    reports: join(home, "reports"),
  });
}

/** What the sample's runs made and used, which is nowhere. */
export const NOWHERE: Pick<SampleTracking, "runs" | "model"> = {
  runs: { best: "unknown" } as SampleTracking["runs"],
  model: "unknown",
};

/** Calls `visit` with pages over a home with the sample's runs. @param place what the pages can do; nothing succeeds unless told */
export function withFlowPages(
  visit: (pages: FlowPages) => Promise<void>,
  place: (home: string) => FlowPlace = idlePlace(),
): Promise<void> {
  return withTrackedPages(async (pages) => {
    const flows = await sampleFlows(pages.home, pages.tracking, NOWHERE);
    await visit({ ...pages, flows });
    await flows.attempt.end({ state: "completed", output: null });
  }, place);
}

/** What a page says, without its markup. */
export function textOf(body: string): string {
  return body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}
