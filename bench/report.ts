/**
 * `taxi report` against Evidently, on the same two windows of real trips: from the command to the HTML file on disk.
 *
 *     deno task bench:report
 *
 * @module
 */
import { join } from "node:path";
import { TaxiError } from "../lib/errors.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { compare, type Comparison } from "./comparison.ts";
import { measureCommand } from "./measured_command.ts";
import { TAXI_OPTION, type TaxiUnderTest, taxiUnderTest } from "./measured_taxi.ts";
import { runInTurn } from "./paired_runs.ts";
import { reportDisagreements } from "./report_agreement.ts";
import {
  contestant,
  evidentlyFindings,
  evidentlySide,
  parityFindings,
  REPORT_METRICS,
  type ReportJob,
  taxiSide,
} from "./report_sides.ts";
import { filesOf, makeSyntheticMonths, type TripJob, withScratch } from "./trip_job.ts";

const PYTHON = join(import.meta.dirname!, "python");
const REAL_MONTHS = join(import.meta.dirname!, "..", "..", "shared", "tlc");

/** The months that the windows are taken from. */
const MONTHS = { kind: "green", train: "2023-01..2023-02", test: "2023-03..2023-04" } as const;

/** How many times less than Evidently's a report of 100,000 against 100,000 rows shall take. */
const GOALS: Readonly<Record<string, number>> = { wallSeconds: 30, peakBytes: 5, htmlBytes: 10 };

interface ReportBenchOptions extends BenchOptions {
  rows: number;
  source: string;
  synthetic?: number;
  taxi?: string;
}

/** Both windows as Parquet files, made outside every measurement. */
async function makeWindows(
  python: string,
  taxi: TaxiUnderTest,
  options: ReportBenchOptions,
  scratch: string,
  signal: AbortSignal,
): Promise<ReportJob> {
  const source = options.synthetic === undefined
    ? options.source
    : await makeSyntheticMonths(taxi, MONTHS, options.synthetic, scratch, signal);
  const files = (test: TripJob["test"], train = test) =>
    filesOf({ kind: MONTHS.kind, source, train, test }).join();
  const argv = [python, join(PYTHON, "report_windows.py"), scratch, String(options.rows)];
  const windows = [files(MONTHS.train), files(MONTHS.test)];
  await measureCommand({ name: "windows", argv: [...argv, ...windows] }, signal);
  return {
    reference: join(scratch, "reference.parquet"),
    current: join(scratch, "current.parquet"),
    categorical: ["PULocationID", "DOLocationID", "pickup_weekday"],
    numerical: ["pickup_hour", "trip_distance", "duration", "prediction"],
    timestamp: "pickup",
    target: "duration",
    prediction: "prediction",
  };
}

async function benchReport(options: ReportBenchOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const python = await pythonEnvironment({
    requirements: join(PYTHON, "evidently.txt"),
    progress: say,
    signal,
  });
  await withScratch(async (scratch) => {
    const job = await makeWindows(python, taxi, options, scratch, signal);
    const sides = [
      taxiSide(taxi, job),
      taxiSide(taxi, job, "taxi parity", ["--parity", "evidently"]),
      evidentlySide(python, job),
    ].map((side) => contestant(side, signal));
    const found = [
      await parityFindings(taxi, job, signal),
      await evidentlyFindings(python, job, signal),
    ] as const;
    const parted = reportDisagreements(...found);
    const [ours, parity, theirs] = await runInTurn(sides, { ...options, onRun: sayRun });
    const comparison = compare(["taxi", "evidently"], REPORT_METRICS, [ours, theirs]);
    const further = [compare(["taxi parity", "evidently"], REPORT_METRICS, [parity, theirs])];
    const agreement = parted.length === 0
      ? [
        `with --parity evidently all ${
          Object.keys(found[1].columns).length
        } scores, the errors and the tests agree`,
      ]
      : parted;
    const notes = [`taxi is ${taxi.description}`, ...agreement, ...goalNotes(comparison)];
    const facts = { taxi: taxi.description, rows: options.rows, disagreements: parted };
    printResult({ bench: "report", comparison, further, facts, notes }, options.json);
    if (parted.length > 0) {
      throw new TaxiError(`taxi and Evidently disagree: ${parted.join("; ")}`, {
        code: "bench_disagreement",
      });
    }
  });
}

function goalNotes({ metrics }: Comparison): string[] {
  return metrics.flatMap(({ metric, ratio }) => {
    const goal = GOALS[metric.key];
    if (goal === undefined || ratio === undefined) return [];
    const verdict = ratio.median >= goal ? "reached" : "not reached";
    return [`${metric.label}: ${ratio.median.toFixed(1)} times less, the goal of ${goal} is ${verdict}`];
  });
}

if (import.meta.main) {
  const command = benchCommand("bench:report", "taxi report against Evidently, on the same windows", {
    rounds: 5,
    warmup: 1,
  })
    .option("--rows <count>", "trips of either window", positiveInteger, 100_000)
    .option("--source <folder>", "folder of TLC's green Parquet files of 2023-01 to 2023-04", REAL_MONTHS)
    .option("--synthetic <rows>", "make synthetic months of so many rows instead", positiveInteger)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchReport(command.opts(), signal));
}
