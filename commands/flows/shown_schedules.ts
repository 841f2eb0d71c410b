import { nextPlanned, scheduleOf } from "../../pipeline/flows/flow_schedule.ts";
import type { StoredSchedule } from "../../tracking/flows/flow_schedules.ts";

/** Schedules as a table for people, its head first. @param now milliseconds since 1970-01-01 UTC */
export function scheduleTable(kept: readonly StoredSchedule[], now: number): string[][] {
  return [
    ["schedule", "flow", "pattern", "time zone", "next"],
    ...scheduleDocuments(kept, now).map(({ name, flow, cron, time_zone, next, paused }) => [
      ...[name, flow, cron, time_zone],
      paused === null ? next ?? "never" : `paused: ${paused}`,
    ]),
  ];
}

/** The same for programs: `next` is null when the schedule plans nothing, `paused` tells why unless it is null. */
export function scheduleDocuments(kept: readonly StoredSchedule[], now: number) {
  return kept.map(({ name, definition, pausedAt, pauseReason }) => {
    const schedule = scheduleOf(name, definition), { flow, cron, timeZone } = schedule;
    const next = pausedAt === null ? nextPlanned(schedule, now) : null;
    return {
      ...{ name, flow, cron, time_zone: timeZone },
      next: next === null ? null : new Date(next).toISOString(),
      paused: pausedAt === null ? null : pauseReason ?? "",
    };
  });
}
