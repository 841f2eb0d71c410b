import { type FlowSchedule, startOf, type Turn, turnsBetween } from "./flow_schedule.ts";
import type { Json } from "./input_hash.ts";

/** What the scheduler needs to know of a run. Times are milliseconds since 1970-01-01 UTC. */
export interface ScheduledRun {
  /** Its id. */
  readonly flowRunId: string;
  /** Name of the flow. */
  readonly flow: string;
  /** The schedule whose turn it is; null when somebody asked for the run. */
  readonly schedule: string | null;
  /** What became of it. */
  readonly state: string;
  /** When it was to run. */
  readonly plannedAt: number;
  /** When it was written down. */
  readonly createdAt: number;
  /** Not to be started before. */
  readonly startAfter: number;
}

/** What the scheduler needs to know of a schedule. */
export interface KeptSchedule {
  /** What it says. */
  readonly schedule: FlowSchedule;
  /** Planned times up to here have their runs. */
  readonly handledUntil: number;
  /** Failures of runs that were planned before are forgiven. */
  readonly countsFrom: number;
  /** Whether nothing is planned. */
  readonly paused: boolean;
}

/** Where the scheduler writes down what it plans. */
export interface SchedulerStore {
  /** Takes or keeps the place of the one scheduler that plans. */
  lease(holder: string, milliseconds: number): Promise<boolean>;
  /** All schedules. */
  schedules(): Promise<KeptSchedule[]>;
  /** Notes that planned times up to `until` have their runs. */
  handled(schedule: string, until: number): Promise<void>;
  /** Stops planning. */
  pause(schedule: string, reason: string): Promise<void>;
  /** Writes a run down, unless its schedule and planned time have one. */
  create(run: {
    readonly flow: string;
    readonly params: Readonly<Record<string, Json>>;
    readonly schedule: string;
    readonly plannedAt: number;
    readonly startAfter: number;
    readonly skipped?: string;
  }): Promise<unknown>;
  /** Runs in these states, the newest first; of one schedule if told. */
  runs(states: readonly string[], schedule?: string, limit?: number): Promise<ScheduledRun[]>;
  /** Asks whoever has a run to cancel it. */
  cancel(flowRunId: string, reason: string): Promise<unknown>;
  /** Marks runs whose process is gone. @returns ids of those that are crashed and were not given before */
  takeCrashed(): Promise<readonly string[]>;
}

/** What {@linkcode FlowScheduler} works with. */
export interface SchedulerOptions {
  /** Where plans are written down. */
  readonly store: SchedulerStore;
  /** This scheduler among all those of the home. */
  readonly holder: string;
  /** Begins a run elsewhere; fulfilled when it is over; must not reject. */
  readonly start: (run: ScheduledRun) => Promise<void>;
  /** Told of a schedule that was paused, and why. Nobody waits for what is made of it: the lease would run out meanwhile. */
  readonly onPaused: (schedule: string, reason: string) => void;
  /** Told once of each run whose process was found to be gone, whoever found it. */
  readonly onCrashed: (flowRunId: string) => void;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

/** How long the place of the leader is kept for one that says nothing more. */
export const LEASE_MILLISECONDS = 10_000;
/** A run that somebody asked for is begun by whoever asked; after so long it is the scheduler's. */
const ASKED_MILLISECONDS = 5000;
/** A run whose process could not even begin it is left alone for so long. */
const AGAIN_MILLISECONDS = 60_000;
const OPEN = ["scheduled", "running"], FAILED = ["failed", "crashed"];

/**
 * Plans the runs of schedules and begins them when their time has come. Of several on one home one leads, and another takes over
 * when it is gone. What it knows is in the store: one that begins where another has died goes on in its place.
 */
export class FlowScheduler {
  readonly #options: SchedulerOptions;
  readonly #begun = new Map<string, Promise<void>>();
  /** When a run whose process has ended without beginning it may be tried again. */
  readonly #again = new Map<string, number>();
  /** The last look by the clock; undefined before the first. */
  #looked: number | undefined;

  /** With a store, a clock and somebody who begins runs. */
  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Looks once: to be called every second or so. @returns whether this scheduler leads */
  async tick(): Promise<boolean> {
    const { store, holder, now, onCrashed } = this.#options;
    if (!await store.lease(holder, LEASE_MILLISECONDS)) return false;
    (await store.takeCrashed()).forEach(onCrashed);
    const at = now();
    for (const kept of await store.schedules()) {
      if (!kept.paused && !await this.#pause(kept)) await this.#plan(kept, at);
    }
    this.#looked = at;
    await this.#begin();
    return true;
  }

  /** Fulfilled when no run that was begun here is under way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#begun.values());
  }

  /** Stops a schedule whose newest runs have all failed. @returns whether it does */
  async #pause({ schedule, countsFrom }: KeptSchedule): Promise<boolean> {
    const { store, onPaused } = this.#options, { name, pauseAfter } = schedule;
    if (pauseAfter === null) return false;
    const newest = await store.runs(["completed", ...FAILED], name, pauseAfter);
    const failed = newest.filter(({ state, plannedAt }) => FAILED.includes(state) && plannedAt > countsFrom);
    if (failed.length < pauseAfter) return false;
    const reason = pauseAfter === 1 ? "Its last run failed" : `Its last ${pauseAfter} runs failed`;
    await store.pause(name, reason);
    onPaused(name, reason);
    return true;
  }

  /**
   * A clock that was ahead and has been put right would leave a schedule without turns until that time comes again: they are planned from
   * look to look then, and those that have their runs already stay as they are.
   */
  async #plan({ schedule, handledUntil }: KeptSchedule, now: number): Promise<void> {
    const after = handledUntil <= now ? handledUntil : Math.min(this.#looked ?? now, now);
    const turns = turnsBetween(schedule, after, now);
    const first = turns.find(({ missed }) => missed === undefined);
    for (const turn of turns) await this.#planTurn(schedule, turn, turn !== first);
    const last = turns.at(-1);
    if (last) await this.#options.store.handled(schedule.name, last.plannedAt);
  }

  /** @param behind whether another turn was planned at this moment: those that are made up for wait for each other */
  async #planTurn(schedule: FlowSchedule, { plannedAt, missed }: Turn, behind: boolean): Promise<void> {
    const { store } = this.#options, { name, flow, params, overlap } = schedule;
    const run = { flow, params, schedule: name, plannedAt, startAfter: startOf(schedule, plannedAt) };
    if (missed !== undefined) return void await store.create({ ...run, skipped: missed });
    const open = await store.runs(OPEN, name);
    if (overlap === "skip" && !behind && open.length > 0) {
      return void await store.create({ ...run, skipped: `Run ${open[0].flowRunId} was under way` });
    }
    const made = await store.create(run);
    if (made === undefined || overlap !== "cancel-old" || behind) return;
    for (const { flowRunId } of open) {
      await store.cancel(flowRunId, "The next run of its schedule took its place");
    }
  }

  /** Begins the runs whose time has come, one of each schedule at a time, the oldest first. */
  async #begin(): Promise<void> {
    const { store, now } = this.#options;
    const open = await store.runs(OPEN);
    this.#forget(open);
    const busy = new Set(
      open.filter((run) => run.state === "running" || this.#begun.has(run.flowRunId)).map(nameOf),
    );
    for (const run of open.reverse()) {
      const asked = run.schedule === null;
      const at = asked ? run.createdAt + ASKED_MILLISECONDS : run.startAfter;
      if (run.state !== "scheduled" || busy.has(nameOf(run))) continue;
      if (Math.max(at, this.#again.get(run.flowRunId) ?? at) > now()) continue;
      busy.add(nameOf(run));
      const over = this.#options.start(run).finally(() => {
        this.#begun.delete(run.flowRunId);
        this.#again.set(run.flowRunId, now() + AGAIN_MILLISECONDS);
      });
      this.#begun.set(run.flowRunId, over);
    }
  }

  #forget(open: readonly ScheduledRun[]): void {
    for (const flowRunId of this.#again.keys()) {
      if (!open.some((run) => run.flowRunId === flowRunId)) this.#again.delete(flowRunId);
    }
  }
}

/** Runs that somebody asked for wait for nobody. */
function nameOf(run: ScheduledRun): string {
  return run.schedule ?? `run ${run.flowRunId}`;
}
