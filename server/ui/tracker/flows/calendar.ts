import { type FlowSchedule, nextPlanned, scheduleOf } from "../../../../pipeline/flows/flow_schedule.ts";
import type { StoredSchedule } from "../../../../tracking/flows/flow_schedules.ts";

/** A schedule as the pages show it. */
export interface ShownSchedule {
  /** When and what. */
  readonly schedule: FlowSchedule;
  /** Why it plans nothing; null when it does. */
  readonly paused: string | null;
  /** The next planned time, milliseconds since 1970-01-01 UTC; null when it plans none. */
  readonly next: number | null;
  /** Planned times up to here have their runs, milliseconds since 1970-01-01 UTC. */
  readonly handledUntil: number;
}

/** What is planned on a day. */
export interface CalendarDay {
  /** `2026-12-05`, UTC. */
  readonly date: string;
  /** Whether it is this day. */
  readonly today: boolean;
  /** One for each schedule that has a time on it. */
  readonly turns: readonly {
    readonly schedule: string;
    /** The first time of the day, milliseconds since 1970-01-01 UTC. */
    readonly first: number;
    /** How many times it is that day; {@linkcode MANY} stands for that many or more. */
    readonly count: number;
  }[];
}

const DAY = 86_400_000;
const WEEKS = 5;

/** Turns of a day are not counted any further: nobody counts those of a pattern of every second. */
export const MANY = 5;

/** A kept schedule as the pages show it. */
export function shownSchedule(kept: StoredSchedule, now: number): ShownSchedule {
  const schedule = scheduleOf(kept.name, kept.definition);
  const paused = kept.pausedAt === null ? null : kept.pauseReason ?? "";
  const next = paused === null ? nextPlanned(schedule, now) : null;
  return { schedule, paused, next, handledUntil: kept.handledUntil };
}

/** Weeks of days from the Monday of this week on, with what is planned from now on. */
export function calendarWeeks(schedules: readonly ShownSchedule[], now: number): CalendarDay[][] {
  const today = Math.floor(now / DAY), monday = today - (today + 3) % 7; // 1970-01-01 was a Thursday
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = monday + 7 * week + weekday;
      return {
        date: new Date(day * DAY).toISOString().slice(0, 10),
        today: day === today,
        turns: schedules.flatMap(({ schedule, paused }) => {
          if (paused !== null) return [];
          const times = firstTimes(schedule, Math.max(now, day * DAY - 1), (day + 1) * DAY);
          return times.length === 0
            ? []
            : [{ schedule: schedule.name, first: times[0], count: times.length }];
        }),
      };
    }));
}

/** The first planned times after `after` and before `end`: at most {@linkcode MANY}. */
function firstTimes(schedule: FlowSchedule, after: number, end: number): number[] {
  const times: number[] = [];
  for (let time = nextPlanned(schedule, after); times.length < MANY;) {
    if (time === null || time >= end) break;
    times.push(time);
    time = nextPlanned(schedule, time);
  }
  return times;
}
