import type { FlowAttempt, FlowTaskEnding, FlowTaskStart } from "../tracking/flows/flow_attempt.ts";
import type { FlowRun, Json } from "../tracking/flows/flow_run.ts";
import type { FlowRunDraft } from "../tracking/flows/flow_store.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { HOSTILE, type SampleTracking } from "./sample_tracking.ts";

const DAY = 86_400_000;
const MONTHS = ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06"];

/** Ids of runs of flows that {@linkcode sampleFlows} has made, each what it is called. */
export interface SampleFlows {
  /** Of `monthly`: six completed months, the oldest first; the first, second and fifth changed the champion. */
  readonly months: readonly string[];
  /** Three attempts: one crashed, one failed, one completed what was left; a task came from the cache. */
  readonly resumed: string;
  /** Failed at its last task, of no schedule; its error has many lines. */
  readonly failed: string;
  /** Its process is gone. */
  readonly crashed: string;
  /** A thousand tasks, of which number 900 failed. */
  readonly large: string;
  /** Completed; everything that people may name is hostile or long. */
  readonly hostile: string;
  /** Left out by its schedule. */
  readonly skipped: string;
  /** Runs as long as `attempt` is not ended. */
  readonly running: string;
  /** The attempt of `running`, in the store that was given. */
  readonly attempt: FlowAttempt;
}

/** The report that the run of a month names: of a home that was elsewhere then. */
export function sampleReport(month: string): string {
  return `/elsewhere/reports/taxi-duration-1-green-${month}.html`;
}

/**
 * Fills a home with runs of flows, and with schedules: `monthly` plans, nobody was there for `nightly`, and one with a hostile name is
 * paused.
 *
 * @param home folder of the store
 * @param tracking the open store of that folder, which keeps the running run
 * @param sample what the runs made and used
 */
export async function sampleFlows(
  home: string,
  tracking: Tracking,
  sample: Pick<SampleTracking, "runs" | "model">,
): Promise<SampleFlows> {
  await using past = await openPast(home, Date.now() - 10 * DAY);
  await addSchedules(past);
  const months: string[] = [];
  for (const [i, month] of MONTHS.entries()) months.push(await addMonth(past, month, i, sample));
  const skipped = await past.add({
    ...{
      flow: "monthly",
      params: {},
      schedule: "monthly",
      skipped: "Another run of the schedule is under way",
    },
    plannedAt: Date.now() - 5 * DAY,
  });
  const made = {
    months,
    resumed: await addResumed(home, past, months[5]),
    failed: await addFailed(past),
    large: await addLarge(past),
    hostile: await addHostile(past),
    crashed: await addCrashed(home, past),
    skipped: skipped.flowRunId,
  };
  const { flowRunId: running } = (await tracking.flows.create({ flow: "train", params: { kind: "gbdt" } }))!;
  const attempt = await tracking.flows.begin(running);
  await attempt.endTask(startOf("read", 0), { state: "completed", output: null, tries: 1 });
  await attempt.startTask(startOf("fit", 1));
  attempt.log("fit", "Tree 1 of 200");
  await attempt.beat();
  return { ...made, running, attempt };
}

/** A store whose clock is set by whoever writes. */
interface Past extends AsyncDisposable {
  readonly store: Tracking;
  readonly now: () => number;
  readonly pass: (milliseconds: number) => void;
  readonly add: (draft: FlowRunDraft) => Promise<FlowRun>;
}

async function openPast(home: string, begin: number): Promise<Past> {
  let now = begin;
  const store = await openTracking(home, { now: () => now });
  return {
    store,
    now: () => now,
    pass: (milliseconds) => void (now += milliseconds),
    add: async (draft) => (await store.flows.create(draft))!,
    [Symbol.asyncDispose]: () => store.close(),
  };
}

async function addSchedules({ store: { schedules } }: Past): Promise<void> {
  const definition = (flow: string, cron: string) => ({
    ...{ flow, cron, params: {}, timeZone: "America/New_York", overlap: "skip", missed: "latest-only" },
    ...{ catchUp: 7 * DAY, jitter: 0, pauseAfter: 3 },
  });
  await schedules.put("monthly", definition("monthly", "0 6 5 * *"));
  await schedules.handled("monthly", Date.now());
  await schedules.put("nightly", definition("backfill", "0 3 * * *"));
  await schedules.put(HOSTILE, definition("monitor", "*/5 * * * * *"));
  await schedules.pause(HOSTILE, `3 runs in a row failed: ${HOSTILE}`);
}

/** What a task does in the sample: so many milliseconds, then it ends so, completed unless told. */
type Did = readonly [name: string, took: number, ending?: FlowTaskEnding];

async function work(past: Past, attempt: FlowAttempt, tasks: readonly Did[], position = 0): Promise<void> {
  for (const [name, took, ending] of tasks) {
    const task = startOf(name, position++);
    if (took > 0) await attempt.startTask(task);
    past.pass(took);
    await attempt.endTask(task, ending ?? { state: "completed", output: null, tries: 1 });
  }
}

function startOf(key: string, position: number): FlowTaskStart {
  return { key, name: key.replace(/[#:].*$/s, ""), position, inputHash: `hash of ${key}`, tags: [] };
}

async function addMonth(
  past: Past,
  month: string,
  i: number,
  { runs, model }: Pick<SampleTracking, "runs" | "model">,
): Promise<string> {
  const { flowRunId } = await past.add({
    ...{ flow: "monthly", params: { source: "synthetic" }, schedule: "monthly" },
    plannedAt: Date.now() - (12 - i) * 30 * DAY,
  });
  const attempt = await past.store.flows.begin(flowRunId);
  attempt.link("train", "run", runs.best);
  attempt.link("train", "model_version", `${model}/2`);
  attempt.link(`ingest:${month}`, "dataset", `green ${month}`);
  attempt.link("monitor_champion", "report", sampleReport(month));
  attempt.log("train", `MAE ${3 + i / 10} min`);
  await work(past, attempt, [["find_month", 80], [`ingest:${month}`, 900], ["train", 8000], [
    "monitor_champion",
    700,
  ]]);
  await attempt.end({ state: "completed", output: monthOutput(month, i) });
  past.pass(DAY / 24);
  return flowRunId;
}

/** As the monthly flow gives it. */
function monthOutput(month: string, i: number): Json {
  const better = i === 1 || i === 4;
  return {
    ...{ month, model: "taxi-duration", version: i + 1, champion: i < 1 ? 1 : i < 4 ? 2 : 5 },
    monitored: i === 0 ? null : {
      ...{ verdict: ["ok", "warning", "alert"][i % 3], mae: 3.2 + (i % 3) / 5, driftedShare: (i % 3) / 10 },
    },
    compared: i === 0 ? null : { challengerMae: better ? 3.1 : 3.5, better },
  };
}

async function addResumed(home: string, past: Past, cachedFrom: string): Promise<string> {
  const { flowRunId } = await past.add({ flow: "monthly", params: { month: "2023-07" } });
  const cached = { state: "completed", output: null, tries: 0, cachedFrom } as const;
  await crash(home, past, flowRunId, async (attempt) => {
    await work(past, attempt, [["find_month", 50], ["ingest:2023-06", 0, cached]]);
    await attempt.startTask(startOf("ingest:2023-07", 2));
  });
  const second = await past.store.flows.begin(flowRunId);
  const error = "Cannot read https://example.org: no route to host";
  await work(past, second, [["ingest:2023-07", 7000, { state: "failed", error, tries: 3 }]], 2);
  await second.end({ state: "failed", error });
  past.pass(DAY / 24);
  const third = await past.store.flows.begin(flowRunId);
  await work(past, third, [["ingest:2023-07", 900], ["train", 8000]], 2);
  await third.end({ state: "completed", output: { months: 1 } });
  return flowRunId;
}

async function addFailed(past: Past): Promise<string> {
  const { flowRunId } = await past.add({ flow: "train", params: { kind: "gbdt" } });
  const attempt = await past.store.flows.begin(flowRunId);
  const error = `Cannot fit "gbdt": the loss became NaN\n${
    "    at a line of a very long stack\n".repeat(600)
  }`;
  await work(past, attempt, [["read", 400], ["fit", 3000, { state: "failed", error, tries: 1 }]]);
  await attempt.end({ state: "failed", error });
  return flowRunId;
}

async function addCrashed(home: string, past: Past): Promise<string> {
  const { flowRunId } = await past.add({ flow: "backfill", params: {}, schedule: "nightly" });
  await crash(home, past, flowRunId, (attempt) => attempt.startTask(startOf("ingest:2023-01", 0)));
  await past.store.flows.markCrashed();
  return flowRunId;
}

/** Begins an attempt and lets go of it as a process does that is killed. */
async function crash(
  home: string,
  { now }: Past,
  flowRunId: string,
  work: (attempt: FlowAttempt) => Promise<void>,
): Promise<void> {
  const doomed = await openTracking(home, { now });
  await work(await doomed.flows.begin(flowRunId));
  await doomed.close();
}

async function addLarge(past: Past): Promise<string> {
  const { flowRunId } = await past.add({ flow: "backfill", params: { from: "2009-01" } });
  const attempt = await past.store.flows.begin(flowRunId);
  const error = "Cannot read the month: it is damaged";
  for (let i = 0; i < 1000; i += 50) {
    const tasks = Array.from({ length: 50 }, (_, j) => startOf(`ingest:${i + j}`, i + j));
    await Promise.all(tasks.map((task) => attempt.startTask(task)));
    past.pass(800);
    await Promise.all(tasks.map((task) => {
      attempt.log(task.key, "Ingested 68,211 trips");
      return attempt.endTask(
        task,
        task.position === 900
          ? { state: "failed", error, tries: 2 }
          : { state: "completed", output: null, tries: 1 },
      );
    }));
  }
  for (let i = 0; i < 1000; i++) attempt.log(null, `Line ${i}`);
  await attempt.end({ state: "failed", error });
  return flowRunId;
}

async function addHostile(past: Past): Promise<string> {
  const long = HOSTILE + "long ".repeat(2000);
  const { flowRunId } = await past.add({
    flow: HOSTILE,
    params: { [HOSTILE]: HOSTILE, long },
    schedule: HOSTILE,
    plannedAt: Date.now() - 2 * DAY,
  });
  const attempt = await past.store.flows.begin(flowRunId);
  attempt.log(HOSTILE, HOSTILE);
  attempt.log(null, long);
  attempt.link(HOSTILE, HOSTILE, HOSTILE);
  attempt.link(null, "report", `../${HOSTILE}.html`);
  await work(past, attempt, [[HOSTILE, 40, { state: "failed", error: long, tries: 2 }], [`${long}:2`, 5]]);
  await attempt.end({ state: "completed", output: { [HOSTILE]: long } });
  return flowRunId;
}
