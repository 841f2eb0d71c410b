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
  const turns = schedules.filter(({ paused }) => paused === null)
    .map(({ schedule }) => ({ schedule, days: turnsByDay(schedule, now, (monday + 7 * WEEKS) * DAY) }));
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = monday + 7 * week + weekday;
      return {
        date: new Date(day * DAY).toISOString().slice(0, 10),
        today: day === today,
        turns: turns.flatMap(({ schedule, days }) => {
          const times = days.get(day);
          return times ? [{ schedule: schedule.name, first: times[0], count: times.length }] : [];
        }),
      };
    }));
}

/** The first planned times of each day after `after` and before `end`, at most {@linkcode MANY} a day, by days since 1970-01-01 UTC. */
function turnsByDay(schedule: FlowSchedule, after: number, end: number): Map<number, number[]> {
  const days = new Map<number, number[]>();
  for (let time = nextPlanned(schedule, after); time !== null && time < end;) {
    const day = Math.floor(time / DAY), times = days.get(day) ?? [];
    times.push(time);
    days.set(day, times);
    time = nextPlanned(schedule, times.length < MANY ? time : (day + 1) * DAY - 1);
  }
  return days;
}
