/**
 * `taxi ingest` and `taxi train` on synthetic yellow trips, and on a tenth of them: memory must not grow with the rows.
 *
 *     deno task bench:scale --rows 10000000
 *
 * @module
 */
import { join } from "node:path";
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
import { TAXI_OPTION, type TaxiUnderTest, taxiUnderTest } from "./measured_taxi.ts";
import { makeSyntheticMonths, monthsOf, taxiCommands, withScratch } from "./trip_job.ts";

const MONTHS = { kind: "yellow", train: "2023-01..2023-03", test: "2023-04" } as const;

interface ScaleOptions extends BenchOptions {
  rows: number;
  taxi?: string;
}

/** Its months are made beforehand, so that only reading, cleaning, storing and training are measured. */
async function sideOf(
  rows: number,
  taxi: TaxiUnderTest,
  scratch: string,
  signal: AbortSignal,
): Promise<Contestant<Figures>> {
  const name = `${rows.toLocaleString("en")} rows`;
  say(`making ${name}`);
  const perMonth = Math.ceil(rows / monthsOf(MONTHS).length);
  const source = await makeSyntheticMonths(taxi, MONTHS, perMonth, join(scratch, String(rows)), signal);
  const run = async (home: string) =>
    (await measureCommands(taxiCommands(taxi, { ...MONTHS, source }, home), signal)).figures;
  return { name, run: () => withScratch(run) };
}

async function benchScale(options: ScaleOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  await withScratch(async (scratch) => {
    const tenth = await sideOf(Math.ceil(options.rows / 10), taxi, scratch, signal);
    const whole = await sideOf(options.rows, taxi, scratch, signal);
    const samples = await runAlternating(tenth, whole, { ...options, onRun: sayRun });
    const comparison = compare([tenth.name, whole.name], metricsOfCommands(["ingest", "train"]), samples);
    const notes = [`taxi is ${taxi.description}`, "flat memory: a ratio near 1 where the rows' ratio is 10"];
    printResult(
      { bench: "scale", comparison, facts: { taxi: taxi.description, rows: options.rows }, notes },
      options.json,
    );
  });
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:scale",
    "taxi ingest and train on many synthetic rows and on a tenth of them",
    {
      rounds: 3,
      warmup: 0,
    },
  )
    .option("--rows <count>", "trips of all months together", positiveInteger, 10_000_000)
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchScale(command.opts(), signal));
}
