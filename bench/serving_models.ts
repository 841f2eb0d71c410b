import { join } from "node:path";
import { say } from "./bench_command.ts";
import { measureCommand, measureCommands } from "./measured_command.ts";
import type { TaxiUnderTest } from "./measured_taxi.ts";
import { filesOf, makeSyntheticMonths, taxiCommands } from "./trip_job.ts";

const PIPELINE = join(import.meta.dirname!, "python", "pipeline.py");
const MONTHS = { kind: "green", train: "2023-01", test: "2023-02" } as const;

/** Who trains, on how much, and where. */
export interface ServingModelJob {
  /** Trains the one. */
  readonly taxi: TaxiUnderTest;
  /** Python with the pinned requirements, which trains the other; none where only `taxi` is measured. */
  readonly python?: string;
  /** Synthetic trips a month. */
  readonly rows: number;
  /** A scratch folder. */
  readonly scratch: string;
  /** Ends what is running. */
  readonly signal?: AbortSignal;
}

/** Model files of the same trips. */
export interface ServingModels {
  /** For `taxi serve --model`. */
  readonly taxi: string;
  /** For `python/serve.py`; absent without a Python. */
  readonly python: string;
}

/** Trains a linear model for either side, on the same month of the synthetic city. */
export async function trainBoth(
  { taxi, python, rows, scratch, signal }: ServingModelJob,
): Promise<ServingModels> {
  say(python === undefined ? "training a model" : "training a model for either side");
  const models = { taxi: join(scratch, "model.taxi"), python: join(scratch, "model.joblib") };
  const source = await makeSyntheticMonths(taxi, MONTHS, rows, join(scratch, "synthetic"), signal);
  const job = { ...MONTHS, source };
  await measureCommands(taxiCommands(taxi, job, join(scratch, "home"), ["--output", models.taxi]), signal);
  if (python === undefined) return models;
  const options = ["--split", MONTHS.test, "--max-distance", "100", "--output", models.python];
  await measureCommand({ name: "pipeline", argv: [python, PIPELINE, ...filesOf(job), ...options] }, signal);
  return models;
}
