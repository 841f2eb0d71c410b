import { type CronTimes, openCron } from "../../lib/cron.ts";
import { UsageError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Json } from "./input_hash.ts";

/** What happens when a turn comes while another run of the schedule is under way. */
export const OVERLAP_POLICIES = ["skip", "queue", "cancel-old"] as const;
/** What happens to turns that nobody was there for. */
export const MISSED_POLICIES = ["latest-only", "all", "none"] as const;

/** When a flow is to run, and what happens when something comes between. */
export interface FlowSchedule {
  /** Unique; with a planned time it tells a run from all others. */
  readonly name: string;
  /** Name of the flow. */
  readonly flow: string;
  /** What the flow is asked to do. */
  readonly params: Readonly<Record<string, Json>>;
  /** Minute, hour, day, month, weekday; seconds before them where there are six fields. */
  readonly cron: string;
  /** IANA name of the time zone in which the pattern is meant. */
  readonly timeZone: string;
  /** `skip` unless told. */
  readonly overlap: typeof OVERLAP_POLICIES[number];
  /** `latest-only` unless told. */
  readonly missed: typeof MISSED_POLICIES[number];
  /** Turns that are longer ago than so many milliseconds are not made up for. */
  readonly catchUp: number;
  /** A run starts up to so many milliseconds after its planned time, always the same for one time. */
  readonly jitter: number;
  /** After so many failures in a row the schedule pauses; never when null. */
  readonly pauseAfter: number | null;
}

/** What becomes of one planned time. */
export interface Turn {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly plannedAt: number;
  /** Why it is left out; undefined when it is to run. */
  readonly missed?: string;
}

/** A turn that is no later than so many milliseconds was not missed: schedulers look that seldom. */
export const ON_TIME_MILLISECONDS = 5000;
/** More turns than that are never made up for at once: a clock that jumped years ahead must not plan millions. */
export const MOST_TURNS = 1000;

/**
 * What becomes of the planned times after `after` and up to `now`, oldest first. A clock that went back gives none; one that
 * jumped ahead gives what a scheduler would find that was away so long.
 */
export function turnsBetween(schedule: FlowSchedule, after: number, now: number): Turn[] {
  const times = plannedTimes(schedule, Math.max(after, now - schedule.catchUp - 1), now);
  const { missed } = schedule, newest = times.at(-1);
  const runs = (time: number) => {
    if (missed === "all") return true;
    if (time !== newest) return false; // of several on time, as of a pattern of every second, one is worth a run
    return missed === "latest-only" || now - time <= ON_TIME_MILLISECONDS;
  };
  return times.map((plannedAt) =>
    runs(plannedAt) ? { plannedAt } : { plannedAt, missed: "No scheduler was there at its time" }
  );
}

/**
 * The newest planned times after `after` and up to `until`, oldest first: at most {@linkcode MOST_TURNS}. A time that daylight saving
 * leaves out is planned for the moment at which the clocks are changed.
 */
export function plannedTimes(schedule: FlowSchedule, after: number, until: number): number[] {
  const cron = cronOf(schedule), times: number[] = [];
  const before = (time: number) => cron.previousRuns(1, new Date(time))[0]?.getTime() ?? -Infinity;
  for (let time = before(until + 1); time > after && times.length < MOST_TURNS; time = before(time)) {
    times.unshift(time);
  }
  return times;
}

/** The next planned time after a moment; null when there is none any more. Milliseconds since 1970-01-01 UTC. */
export function nextPlanned(schedule: FlowSchedule, after: number): number | null {
  return cronOf(schedule).nextRun(new Date(after))?.getTime() ?? null;
}

/** When the run of a planned time may start: the same on every machine. */
export function startOf(schedule: FlowSchedule, plannedAt: number): number {
  const chance = parseInt(sha256(`${schedule.name} ${plannedAt}`).slice(0, 8), 16) / 2 ** 32;
  return plannedAt + Math.floor(schedule.jitter * chance);
}

/** A schedule as a store keeps it, beside its name. */
export function definitionOf({ name: _, ...definition }: FlowSchedule): Readonly<Record<string, Json>> {
  return definition;
}

/** The schedule of {@linkcode definitionOf} again. */
export function scheduleOf(name: string, definition: Readonly<Record<string, Json>>): FlowSchedule {
  return { ...definition, name } as unknown as FlowSchedule;
}

/** Checks pattern and time zone. @throws UsageError */
export function assertSchedule(schedule: FlowSchedule): void {
  if (nextPlanned(schedule, Date.now()) === null) {
    throw new UsageError(
      `Cannot use the pattern "${schedule.cron}" of schedule "${schedule.name}": that time never comes`,
    );
  }
}

/** Patterns that were read before: to read one takes a millisecond, and a scheduler asks every second. */
const READ = new Map<string, CronTimes>();
const MOST_READ = 100;

function cronOf(schedule: FlowSchedule): CronTimes {
  const key = JSON.stringify([schedule.cron, schedule.timeZone]), known = READ.get(key);
  if (known) return known;
  const cron = readCron(schedule);
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(key, cron);
  return cron;
}

function readCron({ name, cron, timeZone }: FlowSchedule): CronTimes {
  try {
    Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw new UsageError(
      `Cannot use the time zone "${timeZone}" of schedule "${name}": expected an IANA name such as America/New_York`,
    );
  }
  try {
    return openCron(cron, { timezone: timeZone, paused: true });
  } catch (error) {
    throw new UsageError(
      `Cannot read the pattern "${cron}" of schedule "${name}": ${(error as Error).message}`,
    );
  }
}
