import { Cron, type CronOptions } from "croner";

/** The times of a pattern. */
export interface CronTimes {
  /** The next one after a moment; after now unless told; null when there is none any more. */
  nextRun(after?: Date): Date | null;
  /** So many before a moment, the newest first. */
  previousRuns(count: number, before?: Date): Date[];
  /** Calls no work any more. */
  stop(): void;
}

/**
 * Reads a pattern of cron: minute, hour, day, month, weekday; seconds before them where there are six fields.
 *
 * @param work called at each of its times, unless the options say `paused`
 * @throws Error that says why the pattern cannot be read, to stand at the end of a sentence
 */
export function openCron(pattern: string, options: CronOptions, work?: () => Promise<void>): CronTimes {
  try {
    return work === undefined ? new Cron(pattern, options) : new Cron(pattern, options, work);
  } catch (error) {
    throw new Error((error as Error).message.replace(/^CronPattern: |\.$/g, ""), { cause: error });
  }
}
