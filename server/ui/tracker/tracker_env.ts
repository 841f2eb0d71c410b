import type { Context } from "hono";
import type { Tracking } from "../../../tracking/tracking_store.ts";

/** What the tracker's pages are given with each request. */
export interface TrackerEnv {
  /** What Hono hands to a handler as `c.env`. */
  Bindings: {
    /** The open store. */
    readonly tracking: () => Promise<Tracking>;
    /** Begins the next attempt of a run of a flow elsewhere; undefined where this server cannot. */
    readonly startFlow?: StartFlow;
    /** The answer to what went wrong, after it has been told to whom it concerns. */
    readonly answerFault: (fault: unknown) => Response;
  };
}

/** Begins the next attempt of a run. @param from task from which on everything is done again; the first unfinished one unless told */
export type StartFlow = (flowRunId: string, from?: string) => void;

/** A request for one of the tracker's pages. */
export type TrackerContext = Context<TrackerEnv>;
