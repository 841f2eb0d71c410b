import assert from "node:assert/strict";
import type { FlowSchedule } from "./flow_schedule.ts";
import { FlowScheduler, LEASE_MILLISECONDS, type ScheduledRun } from "./flow_scheduler.ts";

type Kept = { -readonly [Key in keyof ScheduledRun]: ScheduledRun[Key] } & { error?: string };

const BEGAN = Date.parse("2026-01-01T00:00:00Z");
const SCHEDULE: FlowSchedule = {
  name: "often",
  flow: "monitor",
  params: { last: 3 },
  cron: "*/5 * * * * *",
  timeZone: "UTC",
  overlap: "skip",
  missed: "latest-only",
  catchUp: 3_600_000,
  jitter: 0,
  pauseAfter: null,
};

/** A home in memory with a clock, and schedulers on it. Runs last until they are ended. */
class Home {
  now = BEGAN;
  readonly runs: Kept[] = [];
  readonly told: string[] = [];
  readonly ends = new Map<string, () => void>();
  readonly cancelled: string[] = [];
  readonly crashed: string[] = [];
  readonly started: string[] = [];
  paused = false;
  /** Whether processes end before they have begun their runs. */
  broken = false;
  #handled = BEGAN;
  #lease = { holder: "", until: 0 };

  constructor(readonly schedule: FlowSchedule) {}

  scheduler(holder = "a"): FlowScheduler {
    return new FlowScheduler({
      holder,
      now: () => this.now,
      onPaused: (schedule, reason) => void this.told.push(`${schedule}: ${reason}`),
      onCrashed: (flowRunId) => void this.told.push(`${flowRunId} crashed`),
      start: (run) => {
        this.started.push(run.flowRunId);
        if (this.broken) return Promise.resolve();
        this.#find(run.flowRunId).state = "running";
        const { promise, resolve } = Promise.withResolvers<void>();
        this.ends.set(run.flowRunId, resolve);
        return promise;
      },
      store: {
        lease: (holder, milliseconds) => {
          const free = this.#lease.holder === holder || this.#lease.until <= this.now;
          if (free) this.#lease = { holder, until: this.now + milliseconds };
          return Promise.resolve(free);
        },
        schedules: () =>
          Promise.resolve([
            { schedule: this.schedule, handledUntil: this.#handled, countsFrom: 0, paused: this.paused },
          ]),
        handled: (_, until) => Promise.resolve(void (this.#handled = Math.max(this.#handled, until))),
        pause: () => Promise.resolve(void (this.paused = true)),
        create: ({ skipped, ...run }) => {
          if (this.runs.some(({ plannedAt }) => plannedAt === run.plannedAt)) {
            return Promise.resolve(undefined);
          }
          const flowRunId = String((run.plannedAt - BEGAN) / 1000);
          const state = skipped === undefined ? "scheduled" : "skipped";
          this.runs.push({
            ...run,
            flowRunId,
            state,
            createdAt: this.now,
            ...(skipped && { error: skipped }),
          });
          return Promise.resolve(flowRunId);
        },
        runs: (states, schedule, limit = Infinity) =>
          Promise.resolve(
            this.runs.filter((run) => states.includes(run.state) && (!schedule || run.schedule === schedule))
              .toSorted((a, b) => b.plannedAt - a.plannedAt).slice(0, limit),
          ),
        cancel: (flowRunId) => {
          this.cancelled.push(flowRunId);
          return Promise.resolve();
        },
        takeCrashed: () => Promise.resolve(this.crashed.splice(0)),
      },
    });
  }

  async end(flowRunId: string, state = "completed"): Promise<void> {
    this.#find(flowRunId).state = state;
    this.ends.get(flowRunId)?.();
    await Promise.resolve();
  }

  states(): string[] {
    return this.runs.map(({ flowRunId, state }) => `${flowRunId} ${state}`);
  }

  #find(flowRunId: string): Kept {
    return this.runs.find((run) => run.flowRunId === flowRunId)!;
  }
}

/** Ticks at the given seconds. */
async function at(home: Home, scheduler: FlowScheduler, ...seconds: number[]): Promise<void> {
  for (const second of seconds) {
    home.now = BEGAN + second * 1000;
    await scheduler.tick();
  }
}

Deno.test("a turn that comes while a run is under way is skipped, and told why", async () => {
  const home = new Home(SCHEDULE), scheduler = home.scheduler();
  await at(home, scheduler, 1, 5, 6, 10);
  assert.deepEqual(home.states(), ["5 running", "10 skipped"]);
  assert.equal(home.runs[1].error, "Run 5 was under way");
  await home.end("5");
  await at(home, scheduler, 15);
  assert.deepEqual(home.states(), ["5 completed", "10 skipped", "15 running"]);
});

Deno.test("a turn that comes while a run is under way waits for it, if the schedule says queue", async () => {
  const home = new Home({ ...SCHEDULE, overlap: "queue" }), scheduler = home.scheduler();
  await at(home, scheduler, 5, 10, 15);
  assert.deepEqual(home.states(), ["5 running", "10 scheduled", "15 scheduled"]);
  await home.end("5");
  await at(home, scheduler, 16, 17);
  assert.deepEqual(home.states(), ["5 completed", "10 running", "15 scheduled"]);
});

Deno.test("a turn takes the place of the run under way, if the schedule says cancel-old", async () => {
  const home = new Home({ ...SCHEDULE, overlap: "cancel-old" }), scheduler = home.scheduler();
  await at(home, scheduler, 5, 10);
  assert.deepEqual(home.cancelled, ["5"]);
  assert.deepEqual(home.states(), ["5 running", "10 scheduled"]);
  await home.end("5", "cancelled");
  await at(home, scheduler, 11);
  assert.deepEqual(home.states(), ["5 cancelled", "10 running"]);
});

Deno.test("after 40 s without a scheduler on a 5 s schedule one run is made up for, and never two at once", async () => {
  const home = new Home(SCHEDULE), scheduler = home.scheduler();
  await at(home, scheduler, 5);
  await home.end("5");
  await at(home, home.scheduler("b"), 47);
  const running = home.runs.filter(({ state }) => state === "running").map(({ flowRunId }) => flowRunId);
  assert.deepEqual(running, ["45"]);
  assert.equal(home.runs.filter(({ state }) => state === "skipped").length, 7);
  const all = new Home({ ...SCHEDULE, missed: "all" });
  await at(all, all.scheduler(), 42);
  assert.equal(all.runs.filter(({ state }) => state === "running").length, 1);
  assert.equal(all.runs.filter(({ state }) => state === "scheduled").length, 7);
});

Deno.test("of two schedulers one leads; the other takes over where a dead one was, and plans nothing twice", async () => {
  const home = new Home(SCHEDULE), first = home.scheduler("a"), second = home.scheduler("b");
  home.now = BEGAN + 5000;
  assert.deepEqual([await first.tick(), await second.tick()], [true, false]);
  home.now += LEASE_MILLISECONDS;
  assert.equal(await second.tick(), true);
  assert.equal(await first.tick(), false);
  assert.deepEqual(home.states(), ["5 running", "10 skipped", "15 skipped"]);
});

Deno.test("a clock that goes back begins nothing twice", async () => {
  const home = new Home(SCHEDULE), scheduler = home.scheduler();
  await at(home, scheduler, 5);
  await home.end("5");
  await at(home, scheduler, -3600, 5, 6);
  assert.deepEqual(home.states(), ["5 completed"]);
});

Deno.test("a run begins after the jitter of its time", async () => {
  const home = new Home({ ...SCHEDULE, cron: "0 * * * * *", jitter: 50_000 }), scheduler = home.scheduler();
  await at(home, scheduler, 60);
  assert.deepEqual(home.states(), ["60 scheduled"]);
  home.now = home.runs[0].startAfter;
  await scheduler.tick();
  assert.deepEqual(home.states(), ["60 running"]);
});

Deno.test("a schedule whose runs fail again and again is paused, and somebody is told", async () => {
  const home = new Home({ ...SCHEDULE, pauseAfter: 2 }), scheduler = home.scheduler();
  await at(home, scheduler, 5);
  await home.end("5", "failed");
  await at(home, scheduler, 10);
  await home.end("10", "crashed");
  await at(home, scheduler, 15, 20);
  assert.deepEqual(home.states(), ["5 failed", "10 crashed"]);
  assert.ok(home.paused);
  assert.deepEqual(home.told, ["often: Its last 2 runs failed"]);
});

Deno.test("what somebody asked for is left to them for a moment, and waits for no schedule", async () => {
  const home = new Home(SCHEDULE), scheduler = home.scheduler();
  const asked = {
    flow: "train",
    schedule: null,
    plannedAt: home.now,
    startAfter: home.now,
    createdAt: home.now,
  };
  home.runs.push({ ...asked, flowRunId: "asked", state: "scheduled" });
  await at(home, scheduler, 1, 4);
  assert.equal(home.runs[0].state, "scheduled");
  await at(home, scheduler, 5);
  assert.deepEqual(home.states(), ["asked running", "5 running"]);
});

Deno.test("a clock that was ahead for a while and is put right leaves no schedule without turns", async () => {
  const home = new Home(SCHEDULE), scheduler = home.scheduler();
  await at(home, scheduler, 5);
  await home.end("5");
  await at(home, scheduler, 3_600_000);
  await home.end("3600000");
  home.ends.clear();
  await at(home, scheduler, 11, 12, 15, 16);
  assert.deepEqual([...home.ends.keys()], ["15"]);
});

Deno.test("a turn that has its run cancels no other one again", async () => {
  const home = new Home({ ...SCHEDULE, overlap: "cancel-old" }), scheduler = home.scheduler();
  await at(home, scheduler, 5, 10, 3_600_000, 4, 11);
  assert.deepEqual(home.cancelled, ["5", "10", "5"]);
});

Deno.test("a run whose process ends before it has begun is tried again, not at once", async () => {
  const home = new Home({ ...SCHEDULE, cron: "0 0 * * * *" }), scheduler = home.scheduler();
  home.broken = true;
  await at(home, scheduler, 3600, 3601, 3602, 3659);
  assert.deepEqual(home.started, ["3600"]);
  home.broken = false;
  await at(home, scheduler, 3660);
  assert.deepEqual(home.states(), ["3600 running"]);
});

Deno.test("each run that has crashed is told of, and stands in the way of no other one", async () => {
  const home = new Home(SCHEDULE), scheduler = home.scheduler();
  await at(home, scheduler, 5);
  await home.end("5", "crashed");
  home.crashed.push("5");
  await at(home, scheduler, 6, 10);
  assert.deepEqual(home.told, ["5 crashed"]);
  assert.deepEqual(home.states(), ["5 crashed", "10 running"]);
});
