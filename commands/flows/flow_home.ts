import type { Tracking } from "../../tracking/tracking_store.ts";
import type { Home } from "../home.ts";

/** What the tasks of the shipped flows work on. */
export interface FlowHome {
  readonly home: Home;
  /** The open store of the home, in which runs, versions and the flow itself are written down. */
  readonly tracking: Tracking;
}
