import type { Flows } from "../../tracking/flows/flow_store.ts";
import type { FlowSchedules } from "../../tracking/flows/flow_schedules.ts";
import type { Tracker } from "../../tracking/tracker.ts";
import type { Home } from "../home.ts";
import type { TrackingPlace } from "../tracking_option.ts";

/** What flows and their tasks work on. */
export interface FlowHome {
  readonly home: Home;
  /** Where the flows themselves are written down. */
  readonly flows: Flows;
  /** When they are to run. */
  readonly schedules: FlowSchedules;
  /** Where tasks keep runs and models. */
  readonly tracker: Tracker;
  /** What `tracker` is, when it is not the home. */
  readonly place?: TrackingPlace;
}
