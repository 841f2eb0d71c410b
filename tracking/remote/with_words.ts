import { NotFoundError, TaxiError } from "../../lib/errors.ts";
import { isMissing, ServerFault } from "./server_fault.ts";

/** Does `work` in an experiment, in words of our own where the server says that it is not there or deleted. */
export async function withExperiment<T>(experimentId: number, work: () => Promise<T>): Promise<T> {
  const about = { experiment: experimentId };
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) {
      throw new NotFoundError(`Cannot find experiment ${experimentId}`, "taxi runs list", about);
    }
    if (!isInactive(error)) throw error;
    throw new TaxiError(`Cannot use experiment ${experimentId}: it is deleted, expected an active one`, {
      code: "experiment_deleted",
      about,
    });
  }
}

/** Does `work` on a run, in words of our own where the server says that it is not there or deleted. */
export async function withRun<T>(runId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) {
      throw new NotFoundError(`Cannot find run "${runId}"`, "taxi runs list", { run: runId });
    }
    if (isInactive(error)) {
      throw new TaxiError(`Cannot log to run "${runId}": it is deleted, expected an active one`, {
        code: "run_deleted",
        about: { run: runId },
      });
    }
    throw error;
  }
}

function isInactive(error: unknown): boolean {
  return error instanceof ServerFault && error.message.includes("must be in the 'active' state");
}
