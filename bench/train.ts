/**
 * `taxi ingest` and `taxi train` against the Python pipeline, on the same files.
 *
 *     deno task bench:train --synthetic 1000000
 *
 * @module
 */
import { join } from "node:path";
import { TaxiError, UsageError } from "../lib/errors.ts";
import { parseTaxiKind } from "../pipeline/trips/taxi_kind.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { compare, type Figures } from "./comparison.ts";
import { measureCommands, metricsOfCommands } from "./measured_command.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { TAXI_OPTION, type TaxiUnderTest, taxiUnderTest } from "./measured_taxi.ts";
import { disagreements, type TrainingReport } from "./train_agreement.ts";
import {
  filesOf,
  makeSyntheticMonths,
  monthsOf,
  taxiCommands,
  type TripJob,
  withScratch,
} from "./trip_job.ts";

const PYTHON = join(import.meta.dirname!, "python");
const PIPELINE = join(PYTHON, "pipeline.py");
const REAL_MONTHS = join(import.meta.dirname!, "..", "..", "shared", "tlc");
const LONGEST_MILES = "100"; // the default cleaning rule of taxi

interface TrainOptions extends BenchOptions, Omit<TripJob, "kind"> {
  kind: string;
  synthetic?: number;
  taxi?: string;
}

interface Sample {
  readonly figures: Figures;
  readonly report: TrainingReport;
}

function taxiSide(taxi: TaxiUnderTest, job: TripJob, signal: AbortSignal): Contestant<Sample> {
  return {
    name: "taxi",
    run: () =>
      withScratch(async (home) => {
        const { figures, output } = await measureCommands(
          taxiCommands(taxi, job, home, ["--reference-baseline"]),
          signal,
        );
        return { figures, report: JSON.parse(output.train) };
      }),
  };
}

function pythonSide(python: string, job: TripJob, signal: AbortSignal): Contestant<Sample> {
  const split = monthsOf({ ...job, train: job.test })[0];
  const options = ["--split", split, "--max-distance", LONGEST_MILES];
  const command = { name: "pipeline", argv: [python, PIPELINE, ...filesOf(job), ...options] };
  return {
    name: "python",
    run: async () => {
      const { figures, output } = await measureCommands([command], signal);
      return { figures, report: JSON.parse(output.pipeline) };
    },
  };
}

async function benchTrain(options: TrainOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const python = await pythonEnvironment({
    requirements: join(PYTHON, "requirements.txt"),
    progress: say,
    signal,
  });
  await withScratch(async (scratch) => {
    const asked = { ...options, kind: parseTaxiKind(options.kind) };
    const source = options.synthetic === undefined
      ? await existingSource(asked)
      : await makeSyntheticMonths(taxi, asked, options.synthetic, scratch, signal);
    const job = { ...asked, source };
    const samples = await runAlternating(taxiSide(taxi, job, signal), pythonSide(python, job, signal), {
      ...options,
      onRun: (name, round, sample) => sayRun(name, round, sample.figures),
    });
    report(taxi, job, samples, options.json);
  });
}

function report(taxi: TaxiUnderTest, job: TripJob, samples: [Sample[], Sample[]], json?: boolean): void {
  const figures: [Figures[], Figures[]] = [
    samples[0].map((one) => one.figures),
    samples[1].map((one) => one.figures),
  ];
  const comparison = compare(["taxi", "python"], metricsOfCommands(["ingest", "train"]), figures);
  const [ours, theirs] = [samples[0][0].report, samples[1][0].report];
  const parted = disagreements(ours, theirs);
  const facts = {
    taxi: taxi.description,
    job,
    reports: { taxi: ours, python: theirs },
    disagreements: parted,
  };
  const notes = [
    `taxi is ${taxi.description}`,
    describe("taxi  ", ours),
    describe("python", theirs),
    ...(parted.length === 0 ? ["both agree"] : parted),
  ];
  printResult({ bench: "train", comparison, facts, notes }, json);
  if (parted.length > 0) {
    throw new TaxiError(`taxi and the Python pipeline disagree: ${parted.join("; ")}`, {
      code: "bench_disagreement",
    });
  }
}

function describe(name: string, { rows, metrics }: TrainingReport): string {
  const [mae, rmse, r2] = [metrics.mae, metrics.rmse, metrics.r2].map((value) => value.toFixed(6));
  return `${name}  ${rows.train} train and ${rows.test} test rows  MAE ${mae}  RMSE ${rmse} minutes  R2 ${r2}`;
}

async function existingSource(job: TripJob): Promise<string> {
  for (const file of filesOf(job)) {
    await Deno.stat(file).catch((error) => {
      const hint = "deno task bench:train --source DIR, or --synthetic ROWS";
      throw new UsageError(`Cannot read "${file}": ${(error as Error).message}`, hint);
    });
  }
  return job.source;
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:train",
    "taxi ingest and train against the Python pipeline, on the same files",
    {
      rounds: 5,
      warmup: 1,
    },
  )
    .option("--kind <kind>", "green or yellow taxis", "green")
    .option("--train <months>", "months to train on", "2023-01..2023-02")
    .option("--test <months>", "months to test on", "2023-03")
    .option("--source <folder>", "folder of TLC's Parquet files", REAL_MONTHS)
    .option("--synthetic <rows>", "make synthetic months of so many rows instead", positiveInteger)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchTrain(command.opts(), signal));
}
