import { UsageError } from "../lib/errors.ts";
import type { Run } from "../tracking/run.ts";
import type { Tracker } from "../tracking/tracker.ts";

/** Who types the start of an id wants one run; more are counted only to say so. */
const ENOUGH = 1000;

/**
 * The one run whose id begins so, deleted or not; where both kinds have one, that of the kind that the command is about.
 *
 * @throws NotFoundError, or UsageError when there are none or several
 */
export async function findRun(tracking: Tracker, id: string, deleted = false): Promise<Run> {
  if (id.length === 32) return await tracking.runs.get(id);
  const idsThatBegin = (deleted: boolean) => tracking.runs.search({ deleted, idStart: id, limit: ENOUGH });
  let matches = await idsThatBegin(deleted);
  if (matches.length === 0) matches = await idsThatBegin(!deleted);
  if (matches.length === 1) return matches[0];
  throw new UsageError(
    `Cannot find run "${id}": ${matches.length} ids begin so, expected one`,
    `taxi runs list${deleted ? " --deleted" : ""}`,
  );
}
