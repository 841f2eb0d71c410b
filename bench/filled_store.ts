import { join } from "node:path";
import { openTracking } from "../tracking/tracking_store.ts";
import { measureCommand } from "./measured_command.ts";

/** How many runs of one experiment, and how many metrics each of them has. */
export interface Filling {
  /** Name of the experiment. */
  readonly experiment: string;
  /** Called `run 0` and so on, each a millisecond after the one before. */
  readonly runs: number;
  /** Of each run: `m0` and so on. */
  readonly metrics: number;
  /** How many names there are, of which each run takes some; as many as a run has unless told. */
  readonly names?: number;
}

const START = 1_760_000_000_000;

/** Between 0 and 1; of one metric no two of a hundred thousand runs have the same. */
function valueOf(run: number, metric: number): number {
  return (run * 7919 + metric * 6007) % 100_003 / 100_003;
}

/** Writes runs to a home of `taxi`, through its store. */
export async function fillTaxi(home: string, filling: Filling, signal: AbortSignal): Promise<void> {
  const { experiment, runs, metrics, names = metrics } = filling;
  await using tracking = await openTracking(home);
  const { experimentId } = await tracking.experiments.create({ name: experiment });
  for (let run = 0; run < runs; run++) {
    signal.throwIfAborted();
    const timestamp = START + run;
    const points = Array.from({ length: metrics }, (_, i) => {
      const metric = (run * metrics + i) % names;
      return { key: `m${metric}`, value: valueOf(run, metric), timestamp };
    });
    const { runId } = await tracking.runs.create({
      experimentId,
      owner: "client",
      name: `run ${run}`,
      user: "bench",
      startTime: timestamp,
      log: { metrics: points },
    });
    await tracking.runs.end(runId, { status: "finished", endTime: timestamp + 1 });
  }
}

/** Writes the same runs to a database of MLflow, through its tables. */
export async function fillMlflow(
  python: string,
  folder: string,
  { experiment, runs, metrics }: Filling,
  signal: AbortSignal,
): Promise<void> {
  const script = join(import.meta.dirname!, "python", "fill_mlflow.py");
  const argv = [python, script, join(folder, "mlflow.db"), experiment, String(runs), String(metrics)];
  await measureCommand({ name: "fill", argv }, signal);
}
