import { type CronTimes, openCron } from "../lib/cron.ts";
import { TaxiError, UsageError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";

/**
 * Judges on a schedule until the process is told to stop, which lets a judgement that has begun come to its end; one that fails
 * is told and the next one tried. A judgement that takes longer than to the next time leaves that time out.
 *
 * @throws UsageError when the pattern cannot be read, or never comes
 */
export async function judgeOnSchedule(
  pattern: string,
  out: Output,
  judge: () => Promise<unknown>,
): Promise<void> {
  const stop = Promise.withResolvers<void>();
  const judgeOnce = async () => {
    try {
      await judge();
    } catch (error) {
      if (!(error instanceof TaxiError)) return stop.reject(error);
      out.say(`taxi: ${error.message}`);
    }
  };
  let judging = Promise.resolve();
  const { job, next } = schedule(pattern, () => judging = judgeOnce());
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => stop.resolve());
  out.say(`Judging at ${pattern}, next ${next.toISOString()}; stop with Ctrl-C`);
  try {
    await stop.promise;
  } finally {
    job.stop();
    await judging;
  }
}

function schedule(pattern: string, work: () => Promise<void>): { job: CronTimes; next: Date } {
  const refuse = (why: string) =>
    new UsageError(`Cannot read --schedule "${pattern}": ${why}`, 'taxi monitor --schedule "0 * * * *"');
  let job: CronTimes;
  try {
    job = openCron(pattern, { protect: true }, work);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const next = job.nextRun();
  if (next === null) throw refuse("that time never comes");
  return { job, next };
}
