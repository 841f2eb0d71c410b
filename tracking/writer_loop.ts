import { PredictionRing } from "./prediction_ring.ts";
import { openPredictionWriter, type PredictionWriter } from "./prediction_writer.ts";
import type { FromWriter, ToWriter, WriterTask } from "./writer_messages.ts";

/** Rows of one transaction at most: while it is under way, other processes and the reader of actuals wait. */
const TRANSACTION_ROWS = 16_384;
const RETRY_MILLISECONDS = 250;
/** How often the limits are looked after, and the pause between two steps of that, in which commits go first. */
const PRUNE_MILLISECONDS = 10_000, PRUNE_PAUSE_MILLISECONDS = 10;

type Job = Exclude<ToWriter, { kind: "close" }>;

/**
 * Does what it is told, in order, and tells what became of it. A commit that fails is tried again until it succeeds; actuals that
 * come until then are refused, for whoever told them is waiting.
 *
 * @returns takes the messages
 */
export function writerLoop(
  task: WriterTask,
  tell: (message: FromWriter) => void,
): (message: ToWriter) => void {
  const ring = new PredictionRing(task.columns.length, task.capacity, task.memory);
  const jobs: Job[] = [];
  let writer: PredictionWriter | undefined, committed = 0, fault: string | undefined;
  let retry: number | undefined, pruning: number | undefined;
  const opened = () => writer ??= openPredictionWriter(task.home, task.columns);

  const writeRows = (upTo: number) => {
    while (committed < upTo) {
      const end = Math.min(committed + TRANSACTION_ROWS, upTo);
      opened().write(ring, committed, end);
      committed = end;
      tell({ kind: "committed", upTo: committed });
    }
  };
  const recordActuals = ({ number, actuals }: Extract<Job, { kind: "actuals" }>) => {
    try {
      tell({ kind: "recorded", number, recorded: opened().recordActuals(actuals) });
    } catch (error) {
      tell({ kind: "refused", number, message: (error as Error).message });
    }
  };
  const run = (job: Job) => {
    if (job.kind === "model") opened().addModel(job.model);
    else if (job.kind === "rows") writeRows(job.upTo);
    else recordActuals(job);
  };
  const work = () => {
    retry = fault = undefined;
    try {
      for (; jobs.length > 0; jobs.shift()) run(jobs[0]);
    } catch (error) {
      fault = (error as Error).message;
      tell({ kind: "fault", message: fault });
      refuseActuals(jobs, fault, tell);
      retry = setTimeout(work, RETRY_MILLISECONDS);
    }
  };
  const prune = () => {
    pruning = setTimeout(prune, pruneStep() ? PRUNE_PAUSE_MILLISECONDS : PRUNE_MILLISECONDS);
  };
  const pruneStep = () => {
    try {
      return fault === undefined && opened().prune(task.limits, Date.now());
    } catch (error) {
      tell({ kind: "fault", message: (error as Error).message });
      return false;
    }
  };
  const close = () => {
    clearTimeout(retry);
    clearTimeout(pruning);
    writer?.close();
    tell({ kind: "closed" });
  };

  if (Object.keys(task.limits).length > 0) pruning = setTimeout(prune, PRUNE_PAUSE_MILLISECONDS);
  return (message) => {
    if (message.kind === "close") return close();
    jobs.push(message);
    if (fault === undefined) work();
    else refuseActuals(jobs, fault, tell);
  };
}

/** Takes the actuals out of the jobs. */
function refuseActuals(jobs: Job[], message: string, tell: (message: FromWriter) => void): void {
  const kept = jobs.filter((job) => {
    if (job.kind === "actuals") tell({ kind: "refused", number: job.number, message });
    return job.kind !== "actuals";
  });
  jobs.splice(0, jobs.length, ...kept);
}
