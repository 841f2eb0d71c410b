import { unlessAborted } from "../lib/unless_aborted.ts";
import { within } from "../lib/within.ts";
import { commandLine } from "./command.ts";
import type { Run } from "../tracking/run.ts";
import type { RunBatch } from "../tracking/run_log.ts";
import type { Tracker } from "../tracking/tracker.ts";
import { COMMIT } from "./commit.ts";
import { onInterrupt } from "./interrupts.ts";
import { TAXI_VERSION } from "./version.ts";

/** Who interrupts does not wait for a server that has gone, milliseconds. */
const PATIENCE = 5000;

/**
 * Does `work` as a run of the named experiment. The run ends `finished`, `failed` with the error, or `killed` when it is
 * interrupted; one that dies without a word is found by the next command.
 *
 * @param log what is known before the work begins
 * @param signal interrupts it; the signals that end the process do unless told, and end it
 */
export async function trackRun<T>(
  tracking: Tracker,
  experiment: string,
  log: RunBatch,
  work: (run: Run) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { experimentId } = await tracking.experiments.getOrCreate(experiment);
  const run = await tracking.runs.create({
    experimentId,
    user: Deno.env.get("USER") ?? Deno.env.get("USERNAME") ?? "",
    log: { ...log, tags: { ...sourceTags(), ...log.tags } },
  });
  const stopListening = signal
    ? () => {}
    : onInterrupt((exitCode) =>
      void within(tracking.runs.end(run.runId, { status: "killed" }), PATIENCE).finally(() =>
        Deno.exit(exitCode)
      )
    );
  try {
    const result = await (signal ? unlessAborted(work(run), signal) : work(run));
    await tracking.runs.end(run.runId, { status: "finished" });
    return result;
  } catch (error) {
    // When even that cannot be written, the next command marks the run; the person needs to know what broke the work.
    const ending = signal?.aborted
      ? { status: "killed" } as const
      : { status: "failed", error: (error as Error).message } as const;
    await tracking.runs.end(run.runId, ending).catch(() => {});
    throw error;
  } finally {
    stopListening();
  }
}

/** Which code ran and how it was called, under MLflow's names where it has one. */
function sourceTags(): Record<string, string> {
  return {
    "mlflow.source.type": "LOCAL",
    "mlflow.source.name": "taxi",
    "mlflow.source.git.commit": COMMIT,
    "taxi.version": TAXI_VERSION,
    "taxi.command": commandLine(),
  };
}
