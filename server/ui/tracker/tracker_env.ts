import type { Context } from "hono";
import type { Tracking } from "../../../tracking/tracking_store.ts";

/** What the tracker's pages are given with each request. */
export interface TrackerEnv {
  /** What Hono hands to a handler as `c.env`. */
  Bindings: {
    /** The open store. */
    readonly tracking: () => Promise<Tracking>;
    /** What pages of flows can do here; they only show what ran unless told. */
    readonly flows?: FlowPlace;
    /** The answer to what went wrong, after it has been told to whom it concerns. */
    readonly answerFault: (fault: unknown) => Response;
  };
}

/** What pages of flows can do besides showing what ran. */
export interface FlowPlace {
  /**
   * Begins the next attempt of a run in a process of its own.
   *
   * @param from task from which on everything is done again; the first unfinished one unless told
   * @returns fulfilled when that process has ended, however it did
   */
  readonly start: (flowRunId: string, from?: string) => Promise<void>;
  /** Folder of the reports that flows write. */
  readonly reports: string;
}

/** A request for one of the tracker's pages. */
export type TrackerContext = Context<TrackerEnv>;
