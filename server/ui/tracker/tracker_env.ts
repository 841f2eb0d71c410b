import type { Context } from "hono";
import type { Tracking } from "../../../tracking/tracking_store.ts";

/** What the tracker's pages are given with each request. */
export interface TrackerEnv {
  /** What Hono hands to a handler as `c.env`. */
  Bindings: {
    /** The open store. */
    readonly tracking: () => Promise<Tracking>;
    /** The answer to what went wrong, after it has been told to whom it concerns. */
    readonly answerFault: (fault: unknown) => Response;
  };
}

/** A request for one of the tracker's pages. */
export type TrackerContext = Context<TrackerEnv>;
