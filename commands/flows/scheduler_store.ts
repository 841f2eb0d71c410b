import { scheduleOf } from "../../pipeline/flows/flow_schedule.ts";
import type { SchedulerStore } from "../../pipeline/flows/flow_scheduler.ts";
import type { FlowState } from "../../tracking/flows/flow_run.ts";
import type { StoredSchedule } from "../../tracking/flows/flow_schedules.ts";
import type { FlowHome } from "./flow_home.ts";

const LEASE = "scheduler";

/** The tracking store as the scheduler writes to it. */
export function schedulerStore({ flows, schedules }: Pick<FlowHome, "flows" | "schedules">): SchedulerStore {
  return {
    lease: (holder, milliseconds) => schedules.lease(LEASE, holder, milliseconds),
    schedules: async () => (await schedules.list()).map(keptSchedule),
    handled: schedules.handled,
    pause: schedules.pause,
    create: flows.create,
    runs: (states, schedule, limit = Number.MAX_SAFE_INTEGER) =>
      flows.list({ states: states as FlowState[], limit, ...(schedule === undefined ? {} : { schedule }) }),
    cancel: flows.askCancel,
    takeCrashed: flows.takeCrashed,
  };
}

function keptSchedule({ name, definition, handledUntil, countsFrom, pausedAt }: StoredSchedule) {
  return { schedule: scheduleOf(name, definition), handledUntil, countsFrom, paused: pausedAt !== null };
}
